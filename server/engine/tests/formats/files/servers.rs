//! Settings of servers, games, sites and databases.

/// Path and text.
pub(super) const FILES: &[(&str, &str)] = &[
    (
        ".htpasswd",
        "app:{{apr}}\nother:{{bcrypt}}\nthird:{{13}}\nfourth:{{sha}}\n",
    ),
    (
        "etc/shadow",
        "root:{{crypt}}:18375:0:99999:7:::\ndaemon:*:18375:0:99999:7:::\napp:{{crypt5}}:18375:0:99999:7:::\nsshd:!:18375::::::\n",
    ),
    (
        "etc/passwd",
        "root:x:0:0:root:/root:/bin/bash\nold:{{13}}:1000:1000::/home/old:/bin/sh\n",
    ),
    (
        "proftpdpasswd",
        "app:{{crypt5}}:1001:1001::/var/www:/bin/false\n",
    ),
    (
        "dump.sql",
        "INSERT INTO `users` (`id`,`name`,`pass`,`mail`) VALUES (1,'app','{{bcrypt}}','app@host.corp'),\n(2,'b','{{word}}','b@host.corp');\n\
         INSERT INTO wp_users VALUES (1,'app','{{phpass}}','app','app@host.corp','','2019-01-01 00:00:00');\n\
         INSERT INTO `members` VALUES (1,'app','{{hex32}}','app@host.corp'),(2,'b','{{hex40}}','b@host.corp');\n\
         CREATE USER 'app'@'localhost' IDENTIFIED BY '{{word}}';\nCREATE ROLE app WITH LOGIN PASSWORD '{{}}';\n\
         GRANT ALL ON shop.* TO 'app'@'%' IDENTIFIED BY '{{year}}' WITH GRANT OPTION;\nSET PASSWORD FOR 'app'@'%' = PASSWORD('{{word}}');\n\
         ALTER USER app WITH ENCRYPTED PASSWORD '{{word}}';\nCREATE LOGIN app WITH PASSWORD = N'{{sign}}';\n\
         INSERT INTO `wp_options` VALUES (1,'siteurl','https://host.corp','yes');\n\
         COPY public.accounts (id, email, encrypted_password) FROM stdin;\n1\ta@host.corp\t{{bcrypt}}\n\\.\n",
    ),
    (
        "wp-config.php",
        "<?php\n/** database */\ndefine('DB_NAME', 'shop');\ndefine( 'DB_USER', 'app' );\ndefine( 'DB_PASSWORD', '{{word}}' );\ndefine('DB_HOST', 'localhost');\n\
         define('AUTH_KEY',         '{{64}}');\ndefine('SECURE_AUTH_KEY',  '{{64}}');\ndefine('LOGGED_IN_KEY',    '{{64}}');\ndefine('NONCE_KEY',        '{{64}}');\n\
         define('AUTH_SALT',        '{{64}}');\ndefine('SECURE_AUTH_SALT', '{{64}}');\ndefine('LOGGED_IN_SALT',   '{{64}}');\ndefine('NONCE_SALT',       '{{64}}');\n$table_prefix = 'wp_';\n",
    ),
    (
        "configuration.php",
        "<?php\nclass JConfig {\n\tpublic $user = 'app';\n\tpublic $password = '{{word}}';\n\tpublic $secret = '{{16}}';\n\tpublic $ftp_pass = '';\n\tpublic $smtppass = '{{year}}';\n\tpublic $smtphost = 'localhost';\n}\n",
    ),
    (
        "sites/default/settings.php",
        "<?php\n$databases['default'] = array(\n  'driver' => 'mysql',\n  'username' => 'app',\n  'password' => '{{word}}',\n  'host' => 'localhost',\n);\n$settings['hash_salt'] = '{{43}}';\n",
    ),
    (
        "LocalSettings.php",
        "<?php\n$wgDBuser = \"app\";\n$wgDBpassword = \"{{word}}\";\n$wgSecretKey = \"{{hex64}}\";\n$wgUpgradeKey = \"{{hex16}}\";\n",
    ),
    (
        "app/etc/env.php",
        "<?php\nreturn [\n  'crypt' => ['key' => 'x'],\n  'db' => ['connection' => ['default' => ['username' => 'app', 'password' => '{{word}}']]],\n];\n",
    ),
    (
        "config/database.php",
        "<?php\nreturn [ 'mysql' => [ 'username' => env('DB_USERNAME', 'app'), 'password' => env('DB_PASSWORD', '{{word}}') ] ];\n",
    ),
    (
        "index.php",
        "<?php\n$a = mysqli_connect('db.host.corp', 'app', '{{word}}', 'shop');\n$b = new PDO(\"mysql:host=db.host.corp;dbname=x\", 'app', \"{{}}\");\n\
         $c = mysqli_connect($host, $user, $pass);\n$d = mysql_connect(\"localhost\", \"app\", \"{{word}}\");\nftp_login($f, 'app', '{{word}}');\n",
    ),
    (
        "app/settings.py",
        "import os\nSECRET_KEY = '{{50}}'\nDATABASES = {\n    'default': {\n        'ENGINE': 'django.db.backends.postgresql',\n        'USER': 'app',\n        'PASSWORD': '{{word}}',\n        'HOST': 'localhost',\n    }\n}\n\
         EMAIL_HOST_PASSWORD = '{{year}}'\nAUTH_PASSWORD_VALIDATORS = [\n    {'NAME': 'django.contrib.auth.password_validation.MinimumLengthValidator'},\n]\nPASSWORD_RESET_TIMEOUT = 3600\nAWS_SECRET = os.environ['AWS_SECRET']\n",
    ),
    (
        "config/secrets.yml",
        "development:\n  secret_key_base: {{hex128}}\ntest:\n  secret_key_base: {{hex128}}\nproduction:\n  secret_key_base: <%= ENV[\"SECRET_KEY_BASE\"] %>\n",
    ),
    ("config/master.key", "{{hex32}}"),
    ("config/credentials/production.key", "{{hex32}}\n"),
    (
        "config/database.yml",
        "default: &default\n  adapter: mysql2\n  username: app\n  password: {{word}}\n  host: db.host.corp\nproduction:\n  <<: *default\n  password: <%= ENV['DB_PASSWORD'] %>\n",
    ),
    (
        "config/mongoid.yml",
        "production:\n  clients:\n    default:\n      uri: mongodb://app:{{word}}@db.host.corp:27017/app\n      options:\n        user: 'app'\n        password: '{{word}}'\n        roles:\n          - 'dbOwner'\n",
    ),
    (
        "config/initializers/secret_token.rb",
        "App::Application.config.secret_token = '{{hex128}}'\n",
    ),
    (
        "src/main/resources/application.properties",
        "spring.datasource.url=jdbc:mysql://db.host.corp/shop\nspring.datasource.username=app\nspring.datasource.password={{word}}\nserver.port=8080\njwt.secret={{32}}\nspring.mail.password=${MAIL_PASSWORD}\n",
    ),
    (
        "src/main/resources/application.yml",
        "spring:\n  datasource:\n    username: app\n    password: {{word}}\n  mail:\n    password: ${MAIL_PASSWORD}\nserver:\n  ssl:\n    key-store-password: {{word}}\n",
    ),
    (
        "gradle.properties",
        "org.gradle.jvmargs=-Xmx2g\nsonatypeUsername=app\nsonatypePassword={{word}}\nsigning.keyId=ABCD1234\nsigning.password={{year}}\n",
    ),
    (
        ".m2/settings.xml",
        "<settings><servers><server>\n<id>corp</id>\n<username>app</username>\n<password>{{word}}</password>\n</server></servers></settings>\n",
    ),
    (
        "conf/tomcat-users.xml",
        "<tomcat-users>\n  <role rolename=\"manager\"/>\n  <user username=\"app\" password=\"{{word}}\" roles=\"manager\"/>\n  <!-- <user username=\"tomcat\" password=\"tomcat\"/> -->\n</tomcat-users>\n",
    ),
    (
        "Web.config",
        "<configuration>\n<connectionStrings>\n<add name=\"Shop\" connectionString=\"Server=db.host.corp;Database=shop;User Id=app;Password={{word}};\" providerName=\"x\"/>\n</connectionStrings>\n\
         <appSettings><add key=\"SmtpPassword\" value=\"{{year}}\"/><add key=\"SmtpHost\" value=\"mail.host.corp\"/></appSettings>\n\
         <machineKey validationKey=\"{{HEX128}}\" decryptionKey=\"{{HEX48}}\" validation=\"SHA1\"/>\n</configuration>\n",
    ),
    (
        "appsettings.json",
        "{ \"ConnectionStrings\": { \"Default\": \"Server=db.host.corp;Database=shop;User Id=app;Password={{word}};\" }, \"Smtp\": { \"Password\": \"{{year}}\" }, \"Logging\": { \"LogLevel\": { \"Default\": \"Warning\" } } }\n",
    ),
    (
        "hibernate.cfg.xml",
        "<hibernate-configuration><session-factory>\n<property name=\"connection.username\">app</property>\n<property name=\"connection.password\">{{word}}</property>\n</session-factory></hibernate-configuration>\n",
    ),
    (
        "Groups.xml",
        "<Groups><User name=\"Administrator\"><Properties action=\"U\" cpassword=\"{{base32}}\" changeLogon=\"0\" userName=\"Administrator\"/></User></Groups>\n",
    ),
    (
        "unattend.xml",
        "<AutoLogon><Password><Value>{{word}}</Value><PlainText>true</PlainText></Password><Enabled>true</Enabled></AutoLogon>\n",
    ),
    (
        "jenkins/credentials.xml",
        "<entry><username>app</username>\n<password>{{brace}}</password></entry>\n",
    ),
    (
        "ventrilo_srv.ini",
        "[Server]\nName=app\nPhonetic=app\nPort=3784\nAuth=1\nDuplicates=1\nAdminPassword={{word}}\nPassword={{word}}\nSilentLobby=0\n",
    ),
    (
        "server.properties",
        "enable-rcon=true\nrcon.port=25575\nrcon.password={{word}}\nmotd=A Server\nserver-port=25565\n",
    ),
    (
        "server.cfg",
        "hostname \"app\"\nrcon_password \"{{word}}\"\nsv_password \"{{word}}\"\nsv_password \"\"\nsv_region 255\n",
    ),
    (
        "q3/autoexec.cfg",
        "set sv_hostname \"app\"\nseta rconPassword \"{{word}}\"\nset g_password \"{{word}}\"\n",
    ),
    (
        "UnrealTournament.ini",
        "[UTServerAdmin.UTServerAdmin]\nAdminUsername=app\nAdminPassword={{word}}\n[Engine.GameInfo]\nGamePassword={{year}}\nMaxPlayers=16\n",
    ),
    (
        "GameUserSettings.ini",
        "[ServerSettings]\nServerAdminPassword={{word}}\nServerPassword=\nDifficultyOffset=1.0\n",
    ),
    (
        "murmur.ini",
        "database=\ndbPassword=\nserverpassword={{word}}\nicesecretwrite={{}}\nport=64738\n",
    ),
    (
        "ts3db_mariadb.ini",
        "[config]\nhost=127.0.0.1\nport=3306\nusername=app\npassword={{word}}\n",
    ),
    (
        "ultravnc.ini",
        "[ultravnc]\npasswd={{HEX18}}\npasswd2={{HEX18}}\n",
    ),
    (
        "icecast.xml",
        "<icecast><authentication>\n<source-password>{{word}}</source-password>\n<admin-user>admin</admin-user>\n<admin-password>{{word}}</admin-password>\n</authentication></icecast>\n",
    ),
    (
        "asterisk/sip.conf",
        "[general]\nport=5060\n[100]\ntype=friend\nsecret={{year}}\nhost=dynamic\n",
    ),
    (
        "redis.conf",
        "bind 127.0.0.1\nport 6379\nrequirepass {{word}}\nmasterauth {{word}}\n# requirepass foobared\n",
    ),
    (
        "odoo.conf",
        "[options]\nadmin_passwd = {{word}}\ndb_password = {{word}}\ndb_user = app\nxmlrpc_port = 8069\n",
    ),
    (
        "grafana.ini",
        "[security]\nadmin_user = admin\nadmin_password = {{word}}\nsecret_key = {{20}}\n[smtp]\n;password =\n",
    ),
    (
        "wg0.conf",
        "[Interface]\nAddress = 10.0.0.1/24\nPrivateKey = {{wg}}\n[Peer]\nPublicKey = {{.wg}}\nAllowedIPs = 10.0.0.2/32\n",
    ),
    (
        "client.ovpn",
        "client\nremote vpn.host.corp 1194\n<auth-user-pass>\napp\n{{word}}\n</auth-user-pass>\n<key>\n{{pem }}\n</key>\n<tls-auth>\n{{ovpn}}\n</tls-auth>\n",
    ),
    (
        "wpa_supplicant.conf",
        "network={\n  ssid=\"app\"\n  psk=\"{{word}}\"\n  key_mgmt=WPA-PSK\n}\n",
    ),
    (
        "chap-secrets",
        "# client server secret IP\napp * {{word}} *\nother pptpd \"{{word}}\" *\n",
    ),
    (
        "sasl_passwd",
        "[mail.host.corp]:587 app@host.corp:{{word}}\n",
    ),
    (
        "pgbouncer/userlist.txt",
        "\"app\" \"{{word}}\"\n\"b\" \"{{pgmd}}\"\n",
    ),
    (
        "ks.cfg",
        "lang en_US\nrootpw --iscrypted {{crypt}}\ntimezone UTC\n",
    ),
    (
        "preseed.cfg",
        "d-i passwd/root-login boolean true\nd-i passwd/root-password password {{word}}\nd-i passwd/root-password-again password {{word}}\n",
    ),
    (
        "router-confg",
        "hostname router\nenable secret 5 {{crypt5}}\nenable password 7 {{HEX14}}\nsnmp-server community {{word}} RO\n",
    ),
    (
        "salesforce.js",
        "var conn = new jsforce.Connection({});\nconn.login('app@host.corp', '{{year}}', function(err, res) {\n  if (err) { return console.error(err); }\n});\n",
    ),
];
