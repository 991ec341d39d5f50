//! Whole files, a group for each folder of `tests/formats`.

use crate::fixture::wrong;

/// Files as their programs write them: path and text.
const FILES: &[(&str, &str)] = &[
    (
        ".netrc",
        "# what git and curl read\nmachine git.host.corp\n  login app\n  password {{}}\n\nmachine ftp.host.corp login app password {{word}}\n\
         default login anonymous password user@host.corp\n",
    ),
    (
        "_netrc",
        "machine api.heroku.com\r\n  login me@host.corp\r\n  password {{hex36}}\r\n",
    ),
    (
        ".pgpass",
        "#host:port\n*:*:app:app:{{}}\ndb.corp:5432:app:root:{{word}}\n",
    ),
    (".htpasswd", "app:{{apr}}\nother:{{bcrypt}}\nthird:{{13}}\n"),
    (
        "config/sitemanager.xml",
        "<?xml version=\"1.0\"?>\n<FileZilla3><Servers><Server>\n<Host>ftp.host.corp</Host><Port>21</Port>\n<User>app</User>\n\
         <Pass encoding=\"base64\">{{baseword}}</Pass>\n<Pass>{{word}}</Pass></Server></Servers></FileZilla3>\n",
    ),
    (
        "deploy/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ntype: Opaque\ndata:\n  username: YXBw\n  password: {{baseword}}\n  key: {{base32}}\n\
         ---\nkind: Secret\nstringData:\n  password: {{word}}\n",
    ),
    (
        "dump.sql",
        "INSERT INTO `users` (`id`,`name`,`pass`,`mail`) VALUES (1,'app','{{bcrypt}}','app@host.corp'),\n(2,'b','{{word}}','b@host.corp');\n\
         INSERT INTO wp_users VALUES (1,'app','{{phpass}}','app','app@host.corp','','2019-01-01 00:00:00');\n\
         CREATE USER 'app'@'localhost' IDENTIFIED BY '{{word}}';\nCREATE ROLE app WITH LOGIN PASSWORD '{{}}';\n\
         COPY public.accounts (id, email, encrypted_password) FROM stdin;\n1\ta@host.corp\t{{bcrypt}}\n\\.\n",
    ),
    (
        "index.php",
        "<?php\n$a = mysqli_connect('db.host.corp', 'app', '{{word}}', 'shop');\n$b = new PDO(\"mysql:host=db.host.corp;dbname=x\", 'app', \"{{}}\");\n\
         $c = mysqli_connect($host, $user, $pass);\n",
    ),
    (
        ".bash_history",
        "ls -la\nmysql -u app -p{{word}} shop\nmysqldump -u root -p shop > x.sql\n",
    ),
];

#[test]
fn whole_files() {
    let mut all = Vec::new();
    let mut secrets = 0;
    for (path, template) in FILES {
        let (wrong, count) = wrong(path, template);
        all.extend(wrong);
        secrets += count;
    }
    println!("{secrets} secrets in {} files", FILES.len());
    assert!(
        all.is_empty(),
        "{} of {secrets} wrong:\n{}",
        all.len(),
        all.join("\n")
    );
}
