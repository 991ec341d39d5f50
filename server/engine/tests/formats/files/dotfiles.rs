//! Files in a home folder: logins of clients, start-up files and histories of shells, keys.

/// Path and text.
pub(super) const FILES: &[(&str, &str)] = &[
    (
        ".netrc",
        "# what git and curl read\nmachine git.host.corp\n  login app\n  password {{}}\n\nmachine ftp.host.corp login app password {{word}}\n\
         default login anonymous password user@host.corp\n",
    ),
    (
        "_netrc",
        "machine api.heroku.com\r\n  login me@host.corp\r\n  password {{hex36}}\r\nmachine git.heroku.com\r\n  login me@host.corp\r\n  password {{hex36}}\r\n",
    ),
    (
        ".pgpass",
        "#host:port\n*:*:app:app:{{}}\ndb.corp:5432:app:root:{{word}}\nlocalhost:5432:shop:shop:{{year}}\n",
    ),
    (
        ".my.cnf",
        "[client]\nuser=root\npassword={{word}}\n\n[mysqldump]\nuser = app\npassword = \"{{sign}}\"\n# password = secret\n",
    ),
    (
        ".npmrc",
        "registry=https://npm.host.corp/\n//npm.host.corp/:_authToken={{hex36}}\n_auth={{login}}\nalways-auth=true\nemail=app@host.corp\n\
         //npm.other.corp/:_authToken=${NPM_TOKEN}\n",
    ),
    (
        ".pypirc",
        "[distutils]\nindex-servers =\n  pypi\n  corp\n\n[pypi]\nusername: app\npassword: {{word}}\n\n[corp]\nrepository = https://pypi.host.corp\n\
         username = app\npassword = {{}}\n",
    ),
    (
        ".git-credentials",
        "https://app:{{}}@git.host.corp\nhttps://app:{{word}}@code.host.corp\nhttps://{{hex40}}@git.host.corp\n",
    ),
    (
        ".gitconfig",
        "[user]\n\tname = App\n\temail = app@host.corp\n[sendemail]\n\tsmtpserver = mail.host.corp\n\tsmtpuser = app\n\tsmtppass = {{word}}\n\
         [github]\n\tuser = app\n\ttoken = {{hex40}}\n[credential]\n\thelper = store\n",
    ),
    (
        ".docker/config.json",
        "{\n\t\"auths\": {\n\t\t\"https://registry.host.corp/v1/\": {\n\t\t\t\"auth\": \"{{login}}\"\n\t\t}\n\t}\n}\n",
    ),
    (
        ".dockercfg",
        "{\"registry.host.corp\":{\"auth\":\"{{login}}\",\"email\":\"app@host.corp\"}}",
    ),
    (
        ".docker/.dockercfg",
        "{\n  \"https://index.host.corp/v1/\": {\n    \"auth\": \"{{login}}\",\n    \"email\": \"app@host.corp\"\n  }\n}\n",
    ),
    (
        ".bash_history",
        "ls -la\nmysql -u app -p{{word}} shop\nmysqldump -u root -p shop > x.sql\nsshpass -p '{{word}}' ssh root@host.corp\n\
         curl -u app:{{word}} https://host.corp/api\nexport DB_PASSWORD={{year}}\nexport AWS_SECRET_ACCESS_KEY={{40}}\nredis-cli -a {{word}} ping\n\
         docker login -u app -p {{word}} registry.host.corp\necho '{{word}}' | sudo -S reboot\nPGPASSWORD={{word}} psql -h db.host.corp\ncd /tmp\ngit push\n\
         wget --http-user=app --http-password={{word}} https://host.corp/f\nhtpasswd -b -c .htpasswd app {{word}}\n",
    ),
    (
        ".zsh_history",
        ": 1600000000:0;mysql -uroot -p{{word}} shop\n: 1600000001:0;export API_TOKEN={{}}\n: 1600000002:0;ls\n",
    ),
    (
        ".bashrc",
        "# ~/.bashrc\nexport PATH=$PATH:/opt/bin\nexport HISTSIZE=1000\nalias ll='ls -l'\nexport MAIL_PASSWORD='{{word}}'\nexport TRACKER_TOKEN={{}}\n\
         export OTHER_PASSWORD=$(pass show other)\nexport GITHUB_TOKEN=$(cat ~/.token)\nalias db='mysql -h db.host.corp -u app -p{{word}} shop'\n",
    ),
    (
        ".bash_profile",
        "export EC2_HOME=/opt/ec2\nexport AWS_ACCESS_KEY={{caps20}}\nexport SLACK_API_TOKEN={{32}}\nexport DB_PASS=\"{{sign}}\"\nexport PS1='\\u@\\h'\n",
    ),
    (
        ".cshrc",
        "setenv PATH /bin\nsetenv DB_PASSWORD {{year}}\n# setenv PAGER less\n",
    ),
    (
        ".config/fish/config.fish",
        "set -x PATH /bin $PATH\nset -gx API_TOKEN {{}}\n",
    ),
    (
        ".esmtprc",
        "identity app@host.corp\n  hostname mail.host.corp:587\n  username \"app@host.corp\"\n  password \"{{word}}\"\n  starttls required\n",
    ),
    (
        "esmtprc",
        "hostname = mail.host.corp:587\nusername = app\npassword = {{year}}\n",
    ),
    (
        ".msmtprc",
        "defaults\nauth on\ntls on\naccount app\nhost mail.host.corp\nport 587\nfrom app@host.corp\nuser app\npassword {{word}}\n\
         account other\npasswordeval \"gpg -d pw.gpg\"\n",
    ),
    (
        ".muttrc",
        "set from = \"app@host.corp\"\nset imap_user = \"app\"\nset imap_pass = \"{{word}}\"\nset smtp_pass=\"{{sign}}\"\n\
         set smtp_url = \"smtps://app:{{word}}@mail.host.corp:465/\"\nset folder = \"imaps://mail.host.corp/\"\n",
    ),
    (
        ".fetchmailrc",
        "poll mail.host.corp with proto IMAP\n  user 'app' there with password '{{word}}' is 'app' here\npoll pop.host.corp proto pop3 user app pass {{word}}\n",
    ),
    (
        ".offlineimaprc",
        "[Repository R]\ntype = IMAP\nremotehost = mail.host.corp\nremoteuser = app\nremotepass = {{word}}\nremoteport = 993\n",
    ),
    (
        ".mbsyncrc",
        "IMAPAccount app\nHost mail.host.corp\nUser app\nPass {{word}}\nSSLType IMAPS\n",
    ),
    (
        ".getmailrc",
        "[retriever]\ntype = SimpleIMAPSSLRetriever\nserver = mail.host.corp\nusername = app\npassword = {{word}}\n",
    ),
    (
        ".irssi/config",
        "servers = (\n  { address = \"irc.host.corp\"; chatnet = \"Host\"; port = \"6697\"; password = \"{{word}}\"; }\n);\nchatnets = {\n  Host = {\n\
         type = \"IRC\";\n    autosendcmd = \"/msg nickserv identify {{word}};wait 2000\";\n    sasl_password = \"{{word}}\";\n  };\n};\n",
    ),
    (
        ".weechat/irc.conf",
        "[server]\nhost.addresses = \"irc.host.corp/6697\"\nhost.password = \"{{word}}\"\nhost.sasl_username = \"app\"\nhost.sasl_password = \"{{sign}}\"\n\
         other.sasl_password = \"${sec.data.other}\"\nhost.ssl_password = \"\"\n",
    ),
    (
        ".purple/accounts.xml",
        "<account><protocol>prpl-jabber</protocol><name>app@host.corp</name><password>{{word}}</password></account>\n",
    ),
    (
        ".wgetrc",
        "timeout = 60\nhttp_user = app\nhttp_password = {{word}}\n",
    ),
    (
        ".smbcredentials",
        "username=app\npassword={{word}}\ndomain=CORP\n",
    ),
    (
        ".davfs2/secrets",
        "# davfs2\nhttps://dav.host.corp/app app {{year}}\n/mnt/dav app \"{{word}}\"\n",
    ),
    (
        ".cvspass",
        "/1 :pserver:app@cvs.host.corp:2401/cvs {{year}}\n",
    ),
    (".gem/credentials", "---\n:rubygems_api_key: {{hex48}}\n"),
    (
        ".bundle/config",
        "---\nBUNDLE_GEMS__HOST__CORP: \"app:{{}}\"\nBUNDLE_PATH: \"vendor\"\n",
    ),
    (".vault_pass.txt", "{{word}}\n"),
    (".vault-token", "{{24}}\n"),
    (".erlang.cookie", "{{caps20}}"),
    (".ssh/id_dsa", "{{pem DSA }}\n"),
    (".ssh/id_ecdsa", "{{pem EC }}\n"),
    (".ssh/id_ed25519", "{{pem OPENSSH }}\n"),
    (".ssh/id_old", "{{pem ENCRYPTED }}\n"),
    ("keys/app.ppk", "{{ppk}} 0f\n"),
    (
        ".mozilla/firefox/x.default/logins.json",
        "{\"nextId\":2,\"logins\":[{\"id\":1,\"hostname\":\"https://host.corp\",\"httpRealm\":null,\
      \"encryptedUsername\":\"{{der}}\",\"encryptedPassword\":\"{{der}}\",\"guid\":\"{x}\",\"encType\":1}],\"version\":3}",
    ),
    (
        "Chrome Passwords.csv",
        "name,url,username,password\nhost.corp,https://host.corp/login,app,{{word}}\n",
    ),
];
