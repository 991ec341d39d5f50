import io
import itertools
import os
import sys

name, folder = sys.argv[1:3]


def python_dotenv(path):
    import dotenv

    return dotenv.dotenv_values(path)


def python_decouple(path):
    import decouple

    return decouple.RepositoryEnv(path).data


def django_environ(path):
    import environ

    before = dict(os.environ)
    try:
        environ.Env.read_env(path, overwrite=True)
        env = environ.Env()
        return {key: env.str(key) for key in ("AA", "KK", "BB")}
    finally:
        os.environ.clear()
        os.environ.update(before)


def honcho(path):
    from honcho import environ

    with io.open(path, newline="", encoding="utf-8") as file:
        return environ.parse(file.read())


parse = {
    "python-dotenv": python_dotenv,
    "python-decouple": python_decouple,
    "django-environ": django_environ,
    "honcho": honcho,
}[name]
parse(os.path.join(folder, "0.env"))
for number in itertools.count():
    path = os.path.join(folder, f"{number}.env")
    if not os.path.exists(path):
        break
    try:
        values = parse(path)
        text = "".join(values[key] + "\0" for key in ("AA", "KK", "BB"))
    except Exception:
        continue
    with open(os.path.join(folder, f"{number}.out"), "wb") as out:
        out.write(text.encode())
