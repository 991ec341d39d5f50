//! What programs for transfer, databases, remote access and editing write.

/// Path and text.
pub(super) const FILES: &[(&str, &str)] = &[
    (
        "config/sitemanager.xml",
        "<?xml version=\"1.0\"?>\n<FileZilla3><Servers><Server>\n<Host>ftp.host.corp</Host><Port>21</Port>\n<User>app</User>\n\
         <Pass encoding=\"base64\">{{baseword}}</Pass>\n<Pass>{{word}}</Pass></Server></Servers></FileZilla3>\n",
    ),
    (
        "filezilla/recentservers.xml",
        "<FileZilla3>\n    <RecentServers>\n        <Server>\n            <Host>host.corp</Host>\n            <User>app</User>\n\
         <Pass encoding=\"base64\">{{base12}}</Pass>\n            <Logontype>1</Logontype>\n        </Server>\n    </RecentServers>\n</FileZilla3>\n",
    ),
    (
        "filezilla.xml",
        "<FileZilla3><Settings><Setting name=\"Proxy password\"></Setting></Settings><Tab><Pass encoding=\"base64\">{{baseword}}</Pass></Tab></FileZilla3>",
    ),
    (
        "WinSCP.ini",
        "[Sessions\\app@host.corp]\nHostName=host.corp\nUserName=app\nPassword={{HEX72}}\nFSProtocol=2\n[Configuration\\Security]\nUseMasterPassword=0\n",
    ),
    (
        ".idea/webServers.xml",
        "<project version=\"4\">\n  <component name=\"WebServers\">\n    <option name=\"servers\">\n      <webServer id=\"x\" name=\"app\" url=\"https://host.corp\">\n\
         <fileTransfer host=\"host.corp\" port=\"22\" password=\"{{hex20}}\" username=\"app\" accessType=\"SFTP\">\n      </webServer>\n    </option>\n  </component>\n</project>\n",
    ),
    (
        ".vscode/sftp.json",
        "{\n    \"host\": \"host.corp\",\n    \"protocol\": \"sftp\",\n    \"username\": \"app\",\n    \"password\": \"{{word}}\",\n    \"passphrase\": null,\n    \"uploadOnSave\": true\n}\n",
    ),
    (
        "sftp-config.json",
        "{\n    // The tab key will cycle through the settings\n    \"type\": \"sftp\",\n    \"host\": \"host.corp\",\n    \"user\": \"app\",\n\
         \"password\": \"{{word}}\",\n    //\"port\": \"22\",\n    \"remote_path\": \"/var/www/\",\n    //\"ssh_key_file\": \"~/.ssh/id_rsa\",\n}\n",
    ),
    (
        ".ftpconfig",
        "{\n    \"protocol\": \"ftp\",\n    \"host\": \"host.corp\",\n    \"user\": \"app\",\n    \"pass\": \"{{word}}\",\n    \"promptForPass\": false,\n    \"passphrase\": \"\"\n}\n",
    ),
    (
        ".remote-sync.json",
        "{\n  \"uploadOnSave\": true,\n  \"hostname\": \"host.corp\",\n  \"username\": \"app\",\n  \"password\": \"{{word}}\",\n  \"transport\": \"scp\"\n}\n",
    ),
    (
        "deployment-config.json",
        "{\n\t\"host\": \"host.corp\",\n\t\"username\": \"app\",\n\t\"password\": \"{{word}}\",\n\t\"port\": 21\n}\n",
    ),
    (
        "robomongo.json",
        "{\n  \"connections\" : [ {\n    \"connectionName\" : \"app\",\n    \"serverHost\" : \"db.host.corp\",\n    \"credentials\" : [ {\n\
         \"databaseName\" : \"app\",\n      \"mechanism\" : \"SCRAM-SHA-1\",\n      \"userName\" : \"app\",\n      \"userPassword\" : \"{{word}}\",\n      \"enabled\" : true\n    } ],\n\
         \"ssh\" : { \"userName\" : \"app\", \"password\" : \"{{sign}}\", \"passphrase\" : \"\" }\n  } ]\n}\n",
    ),
    (
        ".dbeaver-data-sources.xml",
        "<data-sources>\n  <data-source id=\"x\" provider=\"mysql\" name=\"app\">\n    <connection host=\"db.host.corp\" port=\"3306\" user=\"app\" password=\"{{base20}}\" type=\"dev\"/>\n  </data-source>\n</data-sources>\n",
    ),
    (
        "connections.xml",
        "<References><Reference><RefAddresses>\n<StringRefAddr addrType=\"user\"><Contents>app</Contents></StringRefAddr>\n\
         <StringRefAddr addrType=\"password\">\n<Contents>{{base24}}</Contents>\n</StringRefAddr></RefAddresses></Reference></References>\n",
    ),
    (
        "heidisql.txt.conf/portable_settings.txt",
        "Servers\\shop\\User<|||>1<|||>app\nServers\\shop\\Password<|||>1<|||>{{HEX22}}\nServers\\shop\\Port<|||>1<|||>3306\n",
    ),
    (
        "confCons.xml",
        "<Node Name=\"app\" Hostname=\"host.corp\" Username=\"app\" Password=\"{{base30}}\" Protocol=\"RDP\" RDGatewayPassword=\"\" />\n",
    ),
    (
        "app.rdp",
        "full address:s:host.corp\nusername:s:app\npassword 51:b:{{HEX120}}\nprompt for credentials:i:0\n",
    ),
    (
        "app.remmina",
        "[remmina]\nserver=host.corp\nusername=app\npassword={{base12}}\nsavepassword=1\n",
    ),
    (
        "sessions.reg",
        "[HKEY_CURRENT_USER\\Software\\Client\\app]\n\"HostName\"=\"host.corp\"\n\"UserName\"=\"app\"\n\"Password\"=\"{{HEX40}}\"\n\"ProxyPassword\"=\"\"\n",
    ),
    (
        "app.postman_collection.json",
        "{ \"auth\": { \"type\": \"basic\", \"basic\": [\n  { \"key\": \"password\", \"value\": \"{{word}}\", \"type\": \"string\" },\n  { \"key\": \"username\", \"value\": \"app\", \"type\": \"string\" } ] },\n\
         \"event\": [], \"variable\": [ { \"key\": \"token\", \"value\": \"{-{token}-}\" } ],\n\
         \"body\": { \"mode\": \"raw\", \"raw\": \"{\\\"user\\\": \\\"app\\\", \\\"password\\\": \\\"{{word}}\\\"}\" } }\n",
    ),
    (
        "dev.postman_environment.json",
        "{ \"values\": [\n  { \"key\": \"api_key\", \"value\": \"{{}}\", \"enabled\": true },\n  { \"key\": \"host\", \"value\": \"host.corp\" },\n  { \"key\": \"access_token\",\n    \"value\": \"{{32}}\" } ] }\n",
    ),
    (
        "requests.http",
        "@host = https://host.corp\n@password = {{word}}\n\nGET {-{host}-}/api\nAuthorization: Basic app:{{word}}\n\n###\nGET {-{host}-}/x\nAuthorization: Bearer {{32}}\n\n###\nGET {-{host}-}/y\nX-Api-Key: {-{key}-}\n",
    ),
    (
        "analysis.ipynb",
        "{ \"cells\": [ { \"cell_type\": \"code\", \"source\": [\n    \"import pymysql\\n\",\n    \"password = \\\"{{year}}\\\"\\n\",\n    \"token = os.environ['TOKEN']\\n\",\n\
         \"db = connect(user='app', passwd='{{sign}}')\\n\"\n   ], \"outputs\": [ { \"text\": [ \"api_key={{32}}\\n\" ] } ] } ] }\n",
    ),
    (
        ".cursor/mcp.json",
        "{ \"mcpServers\": { \"tracker\": { \"command\": \"npx\", \"args\": [\"-y\", \"tracker-mcp\", \"--token\", \"{{}}\"],\n\
         \"env\": { \"TRACKER_API_KEY\": \"{{32}}\", \"DB_PASSWORD\": \"{{year}}\", \"TRACKER_URL\": \"https://host.corp\" } } } }\n",
    ),
];
