//! Clouds, clusters, pipelines and the tools for them.

/// Path and text.
pub(super) const FILES: &[(&str, &str)] = &[
    (
        "deploy/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ntype: Opaque\ndata:\n  username: YXBw\n  password: {{baseword}}\n  key: {{base32}}\n\
         ---\nkind: Secret\nstringData:\n  password: {{word}}\n",
    ),
    (
        "k8s/exported.yml",
        "apiVersion: v1\ndata:\n  DB_USER: YXBw\n  DB_PASSWORD: {{baseword}}\nkind: Secret\nmetadata:\n  name: app\ntype: Opaque\n",
    ),
    (
        "k8s/deployment.yaml",
        "kind: Deployment\nspec:\n  containers:\n  - name: app\n    env:\n    - name: DB_HOST\n      value: db.host.corp\n    - name: DB_PASSWORD\n      valueFrom:\n        secretKeyRef:\n          name: app\n          key: password\n",
    ),
    (
        ".kube/config",
        "apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: https://k8s.host.corp:6443\n  name: app\nusers:\n- name: app\n  user:\n    token: {{64}}\n- name: old\n  user:\n    username: admin\n    password: {{word}}\n",
    ),
    (
        "chart/values.yaml",
        "image:\n  repository: app\n  tag: 1.2.3\npostgresql:\n  auth:\n    username: app\n    password: {{word}}\n    existingSecret: \"\"\nredis:\n  password: \"\"\nadminPassword: {{year}}\n",
    ),
    (
        "docker-compose.yml",
        "version: '3'\nservices:\n  db:\n    image: postgres:15\n    environment:\n      POSTGRES_USER: app\n      POSTGRES_PASSWORD: {{word}}\n  app:\n    environment:\n      - DB_PASSWORD={{year}}\n\
         - \"SMTP_PASSWORD={{word}}\"\n      - API_TOKEN={{32}}\n      - OTHER_PASSWORD=${OTHER_PASSWORD}\n      - MYSQL_ROOT_PASSWORD=root\n",
    ),
    (
        "infra/terraform.tfvars",
        "region = \"eu-west-1\"\ndb_password = \"{{word}}\"\napi_token   = \"{{32}}\"\n",
    ),
    (
        "infra/variables.tf",
        "variable \"db_password\" {\n  type        = string\n  description = \"of the database\"\n  default     = \"{{year}}\"\n}\nvariable \"region\" {\n  default = \"eu-west-1\"\n}\n",
    ),
    (
        "infra/main.tf",
        "resource \"aws_db_instance\" \"db\" {\n  username = \"app\"\n  password = \"{{word}}\"\n}\nprovider \"x\" {\n  token = var.token\n}\n",
    ),
    (
        "infra/terraform.tfstate",
        "{ \"resources\": [ { \"instances\": [ { \"attributes\": { \"username\": \"app\", \"password\": \"{{word}}\", \"engine\": \"mysql\", \"secret_string\": \"{{}}\" } } ] } ] }\n",
    ),
    (
        "ansible/hosts",
        "[web]\nweb1.host.corp ansible_user=app ansible_ssh_pass={{word}} ansible_become_pass='{{word}}'\nweb2.host.corp ansible_connection=ssh\n",
    ),
    (
        "group_vars/all.yml",
        "mysql_root_password: {{word}}\napp_db_password: \"{{year}}\"\nother_password: \"{-{ vault_other }-}\"\nmysql_port: 3306\n",
    ),
    (
        ".travis.yml",
        "language: ruby\nenv:\n  global:\n    - DEPLOY_PASSWORD={{}}\n    - secure: \"x\"\nscript:\n  - curl -u app:{{year}} https://host.corp/\nafter_success:\n  - mysql -u root -e 'create database x'\n",
    ),
    (
        ".gitlab-ci.yml",
        "variables:\n  DB_PASSWORD: {{}}\n  REGISTRY: registry.host.corp\nbuild:\n  script:\n    - docker login -u $CI_REGISTRY_USER -p $CI_REGISTRY_PASSWORD registry\n    - docker login -u app -p {{year}} registry.host.corp\n",
    ),
    (
        ".github/workflows/ci.yml",
        "env:\n  API_TOKEN: {{32}}\n  OTHER: ${{.raw}}\njobs:\n  x:\n    services:\n      db:\n        env:\n          POSTGRES_PASSWORD: postgres\n",
    ),
    (
        "Jenkinsfile",
        "pipeline {\n  environment {\n    DEPLOY_PASSWORD = '{{}}'\n    OTHER = credentials('other')\n  }\n}\n",
    ),
    (
        "azure-pipelines.yml",
        "variables:\n  dbPassword: {{}}\n  other: $(otherPassword)\n",
    ),
    (
        ".s3cfg",
        "[default]\naccess_key = {{caps20}}\nsecret_key = {{40}}\nbucket_location = US\nhost_base = s3.host.corp\ngpg_passphrase = {{word}}\ngpg_encrypt = %(gpg_command)s -c --verbose\n",
    ),
    (
        ".boto",
        "[Credentials]\naws_access_key_id = {{.caps20}}\naws_secret_access_key = {{40}}\ngs_oauth2_refresh_token = {{one}}\n",
    ),
    (
        ".aws/credentials",
        "[default]\naws_access_key_id = {{.caps20}}\naws_secret_access_key = {{40}}\n",
    ),
    (
        "cloud/.credentials",
        "[default]\naws_secret_access_key={{40}}\n",
    ),
    (
        "rclone.conf",
        "[remote]\ntype = sftp\nhost = host.corp\nuser = app\npass = {{28}}\n[s3]\ntype = s3\nsecret_access_key = {{40}}\n",
    ),
    (
        ".config/hub",
        "github.com:\n- user: app\n  oauth_token: {{hex40}}\n  protocol: https\n",
    ),
    (
        ".config/gh/hosts.yml",
        "github.com:\n    user: app\n    oauth_token: {{hex40}}\n    git_protocol: ssh\n",
    ),
    (
        ".tugboat",
        "---\nauthentication:\n  access_token: {{hex64}}\nssh:\n  ssh_user: root\n  ssh_port: '22'\ndefaults:\n  region: nyc2\n",
    ),
    (
        "heroku.json",
        "{\n  \"HEROKU_EMAIL\": \"app@host.corp\",\n  \"HEROKU_API_KEY\": \"{{uuid}}\"\n}\n",
    ),
    (
        ".config/doctl/config.yaml",
        "access-token: {{hex64}}\noutput: text\n",
    ),
    (
        "application_default_credentials.json",
        "{ \"client_id\": \"1.apps\", \"client_secret\": \"{{24}}\", \"refresh_token\": \"{{one}}\", \"type\": \"authorized_user\" }\n",
    ),
    (
        "auth.json",
        "{ \"http-basic\": { \"repo.host.corp\": { \"username\": \"app\", \"password\": \"{{word}}\" } } }\n",
    ),
    (
        "nuget.config",
        "<packageSourceCredentials><corp>\n<add key=\"Username\" value=\"app\" />\n<add key=\"ClearTextPassword\" value=\"{{word}}\" />\n</corp></packageSourceCredentials>\n",
    ),
    ("ngrok.yml", "authtoken: {{40}}\nregion: eu\n"),
    (
        ".sentryclirc",
        "[auth]\ntoken={{hex64}}\n[defaults]\nurl=https://sentry.host.corp\n",
    ),
    (
        "openrc.sh",
        "export OS_USERNAME=app\nexport OS_PASSWORD={{word}}\nexport OS_AUTH_URL=https://keystone.host.corp:5000/v3\n",
    ),
    (
        "clouds.yaml",
        "clouds:\n  corp:\n    auth:\n      username: app\n      password: {{word}}\n      auth_url: https://host.corp:5000\n",
    ),
    (
        "accessKeys.csv",
        "Access key ID,Secret access key\nAKIA{{.caps16}},{{40}}\n",
    ),
    (
        "app/google.json.config.json",
        "{ \"smtp\": { \"user\": \"app\", \"pass\": \"{{word}}\" }, \"db\": { \"password\": \"{{year}}\", \"host\": \"db.host.corp\" }, \"jwtSecret\": \"{{32}}\" }\n",
    ),
];
