const fs = require("fs");
const path = require("path");
const util = require("util");

const [, , name, folder] = process.argv;

// Each gives what a file says, and throws where it refuses it.
const parsers = {
  dotenv: () => (file) => require("dotenv").parse(read(file)),
  "dotenv-expand": () => {
    const { parse } = require("dotenv");
    const { expand } = require("dotenv-expand");
    return (file) => expand({ parsed: parse(read(file)), processEnv: {} }).parsed;
  },
  dotenvx: () => (file) => require("@dotenvx/dotenvx").parse(read(file), { processEnv: {} }),
  node: () => (file) => util.parseEnv(read(file)),
  // It reads the file of a mode; without a prefix it gives all variables.
  vite: async () => {
    const { loadEnv } = await import(require.resolve("vite"));
    return (file) => {
      const mode = path.basename(file, ".env");
      fs.copyFileSync(file, path.join(folder, `.env.${mode}`));
      return loadEnv(mode, folder, "");
    };
  },
};

function read(file) {
  return fs.readFileSync(file, "utf8");
}

async function main() {
  const parse = await parsers[name]();
  for (let i = 0; fs.existsSync(path.join(folder, `${i}.env`)); i++) {
    try {
      const env = parse(path.join(folder, `${i}.env`));
      const values = [env.AA, env.KK, env.BB];
      if (values.every((value) => typeof value === "string")) {
        fs.writeFileSync(path.join(folder, `${i}.out`), values.map((value) => value + "\0").join(""));
      }
    } catch {
      // Refused: no output.
    }
  }
}

main();
