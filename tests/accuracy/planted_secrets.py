"""Secrets of generic kinds for plant.py, made without a look at our own rules.

Passwords as people and generators make them, in the lines and files people write; private keys by
ssh-keygen, openssl and gpg. All are made at run time from a seed (the keys by the programs' own
randomness) and open nothing.
"""

import base64
import dataclasses
import hashlib
import hmac
import json
import os
import string
import struct
import subprocess
import tempfile
import urllib.parse


@dataclasses.dataclass
class Secret:
    """A text that holds a secret, and how it counts as found."""

    kind: str  # "assigned: .env", "connection string: URL", …
    path: str  # where people keep such a text
    text: str
    values: list  # spellings of the secret; empty: any private key found in this file
    signature: str = ""  # the shipped signature it was made from


WORDS = """Harvest Copper Falcon Window Bridge Orange Thunder Marble Pocket Silver Kitchen Garden
    Rocket Planet Dragon Winter Coffee Guitar Meadow Tiger Castle Yellow Hammer Saturn Walnut
    Pepper Canyon Breeze Lantern Velvet Badger Cactus""".split()
SAFE_SYMBOLS = "!#%*+-.=@^_~?"
HOSTS = ["db01.prod.corp-net.io", "10.20.4.17", "orders-db.internal", "mq.eu-west.acme-ops.net",
         "cache-3.prod.local", "ledger.cluster-c8f2.eu-west-1.rds.amazonaws.com"]
USERS = ["app", "svc_orders", "deploy", "billing", "root", "readonly", "jenkins", "m.keller"]
FOLDERS = ["services/orders", "deploy/prod", "config", "infra/eu-west", "src/main/resources",
           "backend", "ops/scripts", "packages/api", "charts/ledger", "tools/migrate"]


def letters(dice, alphabet, count):
    return "".join(dice.choice(alphabet) for _ in range(count))


def password(dice, symbols=SAFE_SYMBOLS):
    """Half drawn by a generator, the others as people choose them."""
    shape = dice.random()
    if shape < 0.35:
        return letters(dice, string.ascii_letters + string.digits, dice.randint(12, 28))
    if shape < 0.60 and symbols:
        text = letters(dice, string.ascii_letters + string.digits + symbols, dice.randint(12, 22))
        return dice.choice(string.ascii_letters) + text + dice.choice(string.ascii_letters)
    if shape < 0.70:
        return dice.randbytes(dice.choice([12, 16, 20])).hex()
    words = dice.sample(WORDS, 2)
    mark = dice.choice(symbols) if symbols else ""
    return dice.choice([
        f"{words[0]}{mark}{words[1]}{dice.randint(10, 9999)}",
        f"{words[0].lower()}{words[1]}{mark}{dice.randint(10, 999)}",
        f"{words[0][0]}{dice.randint(1, 9)}{words[0][1:].replace('e', '3').replace('o', '0')}"
        f"{mark}{dice.randint(10, 99)}{words[1][:4]}",
    ])


def random_key(dice):
    """What an application's secret or API key looks like: hex, base 64, letters."""
    return dice.choice([
        dice.randbytes(dice.choice([16, 20, 32])).hex(),
        base64.b64encode(dice.randbytes(dice.choice([24, 32, 33]))).decode(),
        base64.urlsafe_b64encode(dice.randbytes(30)).decode(),
        letters(dice, string.ascii_letters + string.digits, dice.randint(24, 48)),
    ])


# Kind, file name, text. {p} a password, {w} one of letters and digits alone, {k} a random key,
# {u} a user, {h} a host.
ASSIGNED = [
    (".env", ".env", "APP_ENV=production\nDB_HOST={h}\nDB_PASSWORD={p}\nLOG_LEVEL=info\n"),
    (".env", ".env.production", "PORT=8080\nMYSQL_ROOT_PASSWORD=\"{p}\"\nMYSQL_DATABASE=orders\n"),
    (".env", "api.env", "SMTP_HOST={h}\nSMTP_PASS='{p}'\nSMTP_PORT=587\n"),
    (".env", ".env", "NODE_ENV=production\nSESSION_SECRET={k}\nJWT_SECRET_KEY={k2}\n"),
    (".env", "web.env", "export ADMIN_API_KEY={k}\nexport REGION=eu-west-1\n"),
    ("YAML", "application.yml", "spring:\n  datasource:\n    url: jdbc:postgresql://{h}/orders\n"
     "    username: {u}\n    password: {p}\n"),
    ("YAML", "values.yaml", "redis:\n  enabled: true\n  auth:\n    password: \"{p}\"\n"),
    ("YAML", "docker-compose.yml", "services:\n  db:\n    image: postgres:15\n    environment:\n"
     "      - POSTGRES_USER={u}\n      - POSTGRES_PASSWORD={w}\n"),
    ("YAML", "docker-compose.prod.yml", "services:\n  mq:\n    environment:\n"
     "      RABBITMQ_DEFAULT_USER: {u}\n      RABBITMQ_DEFAULT_PASS: {p}\n"),
    ("YAML", "secrets.yml", "production:\n  secret_key_base: {k}\n"),
    ("YAML", "group_vars/all.yml", "ldap_bind_dn: cn={u}\nldap_bind_password: '{p}'\n"),
    ("YAML base64", "secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n"
     "type: Opaque\ndata:\n  username: {u64}\n  password: {p64}\n"),
    ("JSON", "appsettings.Production.json", "{{\n  \"Smtp\": {{\n    \"Host\": \"{h}\",\n"
     "    \"Password\": \"{p}\"\n  }}\n}}\n"),
    ("JSON", "config.json", "{{\"host\": \"{h}\", \"user\": \"{u}\", \"password\": \"{p}\"}}\n"),
    ("JSON", "settings.json", "{{\n  \"apiKey\": \"{k}\",\n  \"timeout\": 30\n}}\n"),
    ("JSON", "credentials.json", "{{\n  \"client_id\": \"orders-web\",\n"
     "  \"client_secret\": \"{k}\"\n}}\n"),
    ("XML", "web.config", "<configuration>\n  <appSettings>\n    <add key=\"MailUser\" value="
     "\"{u}\"/>\n    <add key=\"MailPassword\" value=\"{p}\"/>\n  </appSettings>\n"
     "</configuration>\n"),
    ("XML", "settings.xml", "<settings><servers><server>\n  <id>releases</id>\n  <username>{u}"
     "</username>\n  <password>{p}</password>\n</server></servers></settings>\n"),
    ("XML", "context.xml", "<Resource name=\"jdbc/orders\" username=\"{u}\" password=\"{p}\"\n"
     "          url=\"jdbc:mysql://{h}:3306/orders\"/>\n"),
    (".properties", "application.properties", "spring.datasource.username={u}\n"
     "spring.datasource.password={p}\nserver.port=8443\n"),
    (".properties", "gradle.properties", "org.gradle.jvmargs=-Xmx2g\nsigning.password={p}\n"
     "signing.keyId=24875D73\n"),
    (".properties", "server.properties", "ssl.keystore.password = {p}\nssl.protocol = TLS\n"),
    ("ini", "my.cnf", "[client]\nuser={u}\npassword={p}\nhost={h}\n"),
    ("ini", "app.ini", "[database]\nHOST = {h}\nPASSWD = {p}\n\n[security]\nSECRET_KEY = {k}\n"),
    ("ini", "odoo.conf", "[options]\nadmin_passwd = {p}\ndb_user = {u}\ndb_password = {p2}\n"),
    ("TOML", "config.toml", "[mail]\nserver = \"{h}\"\npassword = \"{p}\"\n"),
    ("code", "settings.py", "DATABASES = {{\n    'default': {{\n        'USER': '{u}',\n"
     "        'PASSWORD': '{p}',\n        'HOST': '{h}',\n    }}\n}}\n"),
    ("code", "client.py", "import requests\n\nAPI_KEY = \"{k}\"\nBASE = \"https://{h}/v1\"\n"),
    ("code", "db.js", "const pool = mysql.createPool({{\n  host: '{h}',\n  user: '{u}',\n"
     "  password: '{p}',\n}});\n"),
    ("code", "Mailer.java", "    props.put(\"mail.smtp.host\", \"{h}\");\n"
     "    private static final String SMTP_PASSWORD = \"{p}\";\n"),
    ("code", "main.go", "\tcfg := ldap.Config{{\n\t\tBindUser:     \"{u}\",\n"
     "\t\tBindPassword: \"{p}\",\n\t}}\n"),
    ("code", "config.php", "<?php\ndefine('DB_USER', '{u}');\ndefine('DB_PASSWORD', '{p}');\n"),
    ("code", "database.rb", "ActiveRecord::Base.establish_connection(\n  adapter: 'mysql2',\n"
     "  username: '{u}',\n  password: '{p}'\n)\n"),
    ("code", "Startup.cs", "var options = new RedisOptions {{ Host = \"{h}\", "
     "Password = \"{p}\" }};\n"),
    ("code", "provider.tf", "resource \"aws_db_instance\" \"orders\" {{\n  username = \"{u}\"\n"
     "  password = \"{p}\"\n}}\n"),
    ("shell", "backup.sh", "#!/bin/sh\nset -e\nPGPASSWORD='{p}' pg_dump -h {h} -U {u} orders\n"),
    ("shell", "deploy.sh", "export VAULT_UNSEAL_SECRET={k}\nmysql -u {u} --password={w} orders\n"),
    ("Dockerfile", "Dockerfile", "FROM alpine:3.19\nENV ADMIN_PASSWORD={w}\nRUN apk add curl\n"),
    ("CI", ".github/workflows/deploy.yml", "    env:\n      FTP_USER: {u}\n"
     "      FTP_PASSWORD: {p}\n    steps:\n      - run: make\n"),
    ("prose", "NOTES.md", "# Access\n\nLog in to https://{h}/admin as {u}, password: {p}\n"),
]

CONNECTIONS = [
    ("URL", "config.env", "DATABASE_URL=postgres://{u}:{pe}@{h}:5432/orders?sslmode=require\n"),
    ("URL", "celery.py", "BROKER_URL = 'amqp://{u}:{pe}@{h}:5672/orders'\n"),
    ("URL", "db.ts", "mongoose.connect(\"mongodb+srv://{u}:{pe}@{h}/orders?w=majority\");\n"),
    ("URL", "cache.rb", "$redis = Redis.new(url: \"redis://:{w}@{h}:6379/2\")\n"),
    ("URL", "alembic.ini", "[alembic]\nsqlalchemy.url = mysql+pymysql://{u}:{pe}@{h}/orders\n"),
    ("URL", "values.yaml", "externalDatabase:\n  url: \"postgresql://{u}:{pe}@{h}/ledger\"\n"),
    ("key=value", "appsettings.json", "{{\"ConnectionStrings\": {{\"Main\": \"Server={h};Database="
     "Orders;User Id={u};Password={w};Encrypt=True\"}}}}\n"),
    ("key=value", "Web.config", "<add name=\"Db\" connectionString=\"Data Source={h};Initial "
     "Catalog=Orders;uid={u};pwd={w}\"/>\n"),
    ("key=value", "odbc.py", "conn = pyodbc.connect('DRIVER={{ODBC Driver 17 for SQL Server}};"
     "SERVER={h};UID={u};PWD={w}')\n"),
    ("key=value", "pg.go", "dsn := \"host={h} user={u} password={w} dbname=orders port=5432\"\n"),
    ("JDBC", "db.properties", "jdbc.url=jdbc:mysql://{h}:3306/orders?user={u}&password={w}\n"),
    ("JDBC", "Flyway.java", "String url = \"jdbc:postgresql://{h}/orders?user={u}&password={w}"
     "&ssl=true\";\n"),
    ("DSN", "dsn.go", "db, err := sql.Open(\"mysql\", \"{u}:{w}@tcp({h}:3306)/orders\")\n"),
]

URLS = [
    ("git", "clone.sh", "git clone https://{u}:{pe}@git.acme-ops.net/platform/orders.git\n"),
    ("git", ".gitmodules", "[submodule \"core\"]\n\tpath = core\n"
     "\turl = https://{u}:{pe}@git.acme-ops.net/core.git\n"),
    ("proxy", "proxy.env", "HTTPS_PROXY=http://{u}:{pe}@{h}:3128\n"),
    ("download", "Makefile", "fetch:\n\tcurl -fO https://{u}:{pe}@files.acme-ops.net/a.tgz\n"),
    ("ftp", "mirror.conf", "source = ftp://{u}:{pe}@{h}/exports/\n"),
]

HEADERS = [
    ("Basic", "smoke.sh", "curl -H 'Authorization: Basic {b64}' https://{h}/health\n"),
    ("Basic", "api.http", "GET https://{h}/orders\nAuthorization: Basic {b64}\nAccept: */*\n"),
    ("Bearer", "client.js", "const headers = {{ 'Authorization': 'Bearer {k}' }};\n"),
    ("Bearer", "request.py", "r = requests.get(url, headers={{\"Authorization\": \"Bearer {k}\"}})\n"),
    ("Bearer", "trace.log", "> GET /v1/orders HTTP/1.1\n> Host: {h}\n> Authorization: Bearer {k}\n"),
    ("curl -u", "publish.sh", "curl -u {u}:{w} -T app.jar https://{h}/repository/releases/\n"),
    ("curl -u", "README.md", "    curl --user '{u}:{p}' https://{h}/api/status\n"),
]

FILES = [
    ("docker", ".docker/config.json", "{{\n  \"auths\": {{\n    \"{h}\": {{\n"
     "      \"auth\": \"{b64}\"\n    }}\n  }}\n}}\n"),
    ("docker", "dockerconfig.json", "{{\"auths\":{{\"{h}\":{{\"username\":\"{u}\",\"password\":"
     "\"{w}\"}}}}}}\n"),
    ("npm", ".npmrc", "registry=https://{h}/npm/\n//{h}/npm/:_authToken={k}\n"),
    ("npm", ".npmrc", "always-auth=true\n//{h}/npm/:_password={p64}\n//{h}/npm/:username={u}\n"),
    ("npm", ".npmrc", "_auth={b64}\nemail=ops@acme-ops.net\n"),
    ("pip", "pip.conf", "[global]\nindex-url = https://{u}:{pe}@{h}/simple/\n"),
    ("pip", ".pypirc", "[distutils]\nindex-servers = local\n\n[local]\nrepository = https://{h}/\n"
     "username = {u}\npassword = {p}\n"),
    ("netrc", ".netrc", "machine {h}\n  login {u}\n  password {w}\n"),
    ("netrc", "_netrc", "machine {h} login {u} password {w}\n"),
    ("pgpass", ".pgpass", "{h}:5432:orders:{u}:{w}\n"),
    ("git-credentials", ".git-credentials", "https://{u}:{pe}@git.acme-ops.net\n"),
]


def fill(dice, group, entry, number):
    kind, name, template = entry
    # YAML and shell without quotes take no symbols that mean something there.
    chosen, second, plain, key = password(dice), password(dice), password(dice, ""), random_key(dice)
    user, host = dice.choice(USERS), dice.choice(HOSTS)
    if kind in ("YAML", "shell", ".env", "CI", "prose"):
        chosen = password(dice, "-._~+@%^")
    pair = base64.b64encode(f"{user}:{plain}".encode()).decode()
    encoded = base64.b64encode(chosen.encode()).decode()
    spelled = {
        "p": [chosen], "p2": [second], "w": [plain], "k": [key], "k2": [key],
        "pe": [urllib.parse.quote(chosen, safe=""), chosen], "p64": [encoded, chosen],
        "b64": [pair, plain],
    }
    text = template.format(
        u=user, h=host, u64=base64.b64encode(user.encode()).decode(),
        **{name: values[0] for name, values in spelled.items()},
    )
    used = next(name for name in ("p", "w", "k", "pe", "p64", "b64") if "{" + name + "}" in template)
    path = f"{dice.choice(FOLDERS)}/{number}/{name}"
    return Secret(f"{group}: {kind}", path, text, spelled[used])


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True,
                          stdin=subprocess.DEVNULL)
    return done.stdout.decode()


def ssh_key(*options, name="id"):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        run("ssh-keygen", "-q", "-C", "ops@build", "-f", path, *options)
        with open(path, encoding="ascii") as file:
            return file.read()


def putty_key():
    """An ed25519 key as puttygen writes it (version 2): made by ssh-keygen, put into other lines."""
    body = ssh_key("-t", "ed25519", "-N", "").split("-----")[2]
    blob = base64.b64decode(body)
    at = blob.rindex(b"ssh-ed25519") + len(b"ssh-ed25519")
    public, pair = blob[at + 4 : at + 36], blob[at + 40 : at + 104]

    def packed(text):
        return struct.pack(">I", len(text)) + text

    public_blob, private_blob = packed(b"ssh-ed25519") + packed(public), packed(pair[:32])
    signed = b"".join(map(packed, (b"ssh-ed25519", b"none", b"ops", public_blob, private_blob)))
    mac_key = hashlib.sha1(b"putty-private-key-file-mac-key").digest()
    mac = hmac.new(mac_key, signed, hashlib.sha1).hexdigest()
    lines = base64.b64encode(public_blob).decode(), base64.b64encode(private_blob).decode()
    return (
        f"PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: none\nComment: ops\nPublic-Lines: 2\n"
        f"{lines[0][:64]}\n{lines[0][64:]}\nPrivate-Lines: 1\n{lines[1]}\nPrivate-MAC: {mac}\n"
    )


def pgp_key():
    with tempfile.TemporaryDirectory() as home:
        gpg = ("gpg", "--homedir", home, "--batch", "--quiet", "--passphrase", "")
        run(*gpg, "--pinentry-mode", "loopback", "--quick-gen-key", "Ops <ops@acme-ops.net>",
            "ed25519", "sign", "never")
        text = run(*gpg, "--pinentry-mode", "loopback", "--armor", "--export-secret-keys")
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)
        return text


def private_keys(dice):
    """Every container, plain and encrypted; then the ways a key stands inside another file."""
    phrase = password(dice, "")
    rsa = lambda: run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
    ec = lambda: run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout")
    makers = {
        "PKCS#8 RSA": ("server.key", rsa),
        "PKCS#8 ed25519": ("signing.pem", lambda: run("openssl", "genpkey", "-algorithm", "ED25519")),
        "PKCS#8 encrypted": ("ca.key", lambda: run(
            "openssl", "genpkey", "-algorithm", "RSA", "-aes256", "-pass", f"pass:{phrase}")),
        "PKCS#1 RSA": ("tls.key", lambda: run("openssl", "genrsa", "-traditional", "2048")),
        "PKCS#1 RSA encrypted": ("old.pem", lambda: run(
            "openssl", "genrsa", "-traditional", "-aes128", "-passout", f"pass:{phrase}", "2048")),
        "SEC1 EC": ("ec.key", ec),
        "OpenSSH ed25519": ("id_ed25519", lambda: ssh_key("-t", "ed25519", "-N", "")),
        "OpenSSH RSA": ("id_rsa", lambda: ssh_key("-t", "rsa", "-b", "2048", "-N", "")),
        "OpenSSH ECDSA": ("id_ecdsa", lambda: ssh_key("-t", "ecdsa", "-N", "")),
        "OpenSSH encrypted": ("deploy_key", lambda: ssh_key("-t", "ed25519", "-N", phrase)),
        "ssh-keygen PEM": ("id_rsa", lambda: ssh_key("-t", "rsa", "-m", "PEM", "-N", "")),
        "ssh-keygen PKCS8": ("host_key", lambda: ssh_key("-t", "ecdsa", "-m", "PKCS8", "-N", "")),
        "PuTTY": ("ops.ppk", putty_key),
        "OpenPGP": ("release.asc", pgp_key),
        "in JSON": ("service-account.json", lambda: json.dumps(
            {"type": "service", "client_email": "ops@acme-ops.net", "private_key": rsa()},
            indent=2) + "\n"),
        "in YAML": ("tls-values.yaml", lambda: "tls:\n  key: |\n" + "".join(
            f"    {line}\n" for line in rsa().splitlines())),
        "in YAML base64": ("tls-secret.yaml", lambda: "kind: Secret\ndata:\n  tls.key: "
                           + base64.b64encode(ec().encode()).decode() + "\n"),
        "in .env": ("jwt.env", lambda: 'JWT_PRIVATE_KEY="' + ec().strip().replace("\n", "\\n")
                    + '"\n'),
        "in code": ("keys.go", lambda: "package keys\n\nconst signing = `" + ec() + "`\n"),
        "with CRLF": ("win.key", lambda: rsa().replace("\n", "\r\n")),
    }
    for kind, (name, make) in makers.items():
        yield kind, name, make()


GROUPS = [("assigned", ASSIGNED), ("connection string", CONNECTIONS), ("URL", URLS),
          ("header", HEADERS), ("file", FILES)]
SHARE = {"assigned": 0.24, "connection string": 0.07, "URL": 0.03, "header": 0.05, "file": 0.06}


def generic_secrets(dice, count):
    """About half of `count`: every template in turn, every container of a private key once."""
    number = 0
    for group, entries in GROUPS:
        wanted = round(count * SHARE[group])
        order = dice.sample(entries, len(entries))
        for at in range(wanted):
            number += 1
            yield fill(dice, group, order[at % len(order)], number)
    for kind, name, text in private_keys(dice):
        number += 1
        yield Secret(f"private key: {kind}", f"{dice.choice(FOLDERS)}/{number}/{name}", text, [])
