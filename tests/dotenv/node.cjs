const fs = require("fs");
const path = require("path");
const util = require("util");

const [, , name, folder] = process.argv;
const parsers = {
  dotenv: () => require("dotenv").parse,
  "dotenv-expand": () => {
    const { parse } = require("dotenv");
    const { expand } = require("dotenv-expand");
    return (text) => expand({ parsed: parse(text), processEnv: {} }).parsed;
  },
  node: () => util.parseEnv,
};
const parse = parsers[name]();
for (let i = 0; fs.existsSync(path.join(folder, `${i}.env`)); i++) {
  try {
    const env = parse(fs.readFileSync(path.join(folder, `${i}.env`), "utf8"));
    const values = [env.AA, env.KK, env.BB];
    if (values.every((value) => typeof value === "string")) {
      fs.writeFileSync(path.join(folder, `${i}.out`), values.map((value) => value + "\0").join(""));
    }
  } catch {
    // Refused: no output.
  }
}
