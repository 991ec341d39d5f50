//! The rewritten code, run by its own language with the variable set and unset.

use std::process::Command;

use super::{Place, SOURCE};

/// What a program needs: how it is built and run, `FILE` and `OUT` standing for its files.
struct Runner {
    tool: &'static str,
    build: &'static [&'static str],
    run: &'static [&'static str],
}

const PYTHON: Runner = Runner {
    tool: "python3",
    build: &[],
    run: &["python3", "FILE"],
};
const NODE: Runner = Runner {
    tool: "node",
    build: &[],
    run: &["node", "FILE"],
};
const RUBY: Runner = Runner {
    tool: "ruby",
    build: &[],
    run: &["ruby", "FILE"],
};
const PHP: Runner = Runner {
    tool: "php",
    build: &[],
    run: &["php", "FILE"],
};
const DASH: Runner = Runner {
    tool: "dash",
    build: &[],
    run: &["dash", "FILE"],
};
const BASH: Runner = Runner {
    tool: "bash",
    build: &[],
    run: &["bash", "FILE"],
};
const GO: Runner = Runner {
    tool: "go",
    build: &[],
    run: &["go", "run", "FILE"],
};
const JAVA: Runner = Runner {
    tool: "java",
    build: &[],
    run: &["java", "FILE"],
};
const RUST: Runner = Runner {
    tool: "rustc",
    build: &["rustc", "-Awarnings", "--edition=2021", "-o", "OUT", "FILE"],
    run: &["OUT"],
};

fn command(place: &Place, words: &[&str], file: &str) -> Command {
    let path = |word: &str| match word {
        "FILE" => file.to_owned(),
        "OUT" => place.root().join("out").display().to_string(),
        word => word.to_owned(),
    };
    let mut command = Command::new(path(words[0]));
    command
        .args(words[1..].iter().map(|word| path(word)))
        .current_dir(place.root())
        .env_remove("GITHUB_TOKEN");
    command
}

/// Fixes the source, then runs it: the output must be the value's own, and a missing variable must be loud.
#[allow(clippy::print_stderr)]
fn check(runner: &Runner, file: &str, source: &str, value: &str, output: &str) {
    if Command::new(runner.tool).arg("--version").output().is_err() {
        eprintln!("left out: {} is not installed", runner.tool);
        return;
    }
    let place = Place::new();
    let plan = place
        .plan(file, source)
        .unwrap_or_else(|refusal| panic!("{file}: {refusal}\n{source}"));
    place.apply(&plan).expect("written");
    let code = place.read(file);
    if !runner.build.is_empty() {
        let built = command(&place, runner.build, file)
            .output()
            .expect("it builds");
        assert!(
            built.status.success(),
            "{code}\n{}",
            String::from_utf8_lossy(&built.stderr)
        );
    }
    let set = command(&place, runner.run, file)
        .env("GITHUB_TOKEN", value)
        .output()
        .expect("it runs");
    assert!(
        set.status.success(),
        "{code}\n{}",
        String::from_utf8_lossy(&set.stderr)
    );
    assert_eq!(
        String::from_utf8_lossy(&set.stdout).trim_end(),
        output,
        "{code}"
    );
    let unset = command(&place, runner.run, file).output().expect("it runs");
    assert!(
        !unset.status.success(),
        "a missing variable must be loud\n{code}"
    );
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&unset.stderr),
        String::from_utf8_lossy(&unset.stdout)
    );
    assert!(
        said.contains("GITHUB_TOKEN"),
        "and say its name\n{code}\n{said}"
    );
}

#[test]
fn python() {
    for source in [
        "\"\"\"Doc.\"\"\"\nfrom __future__ import annotations\nimport sys\nprint(\"Bearer «v1»!\")\n",
        "print(f'Bearer «v1»{\"!\"}')\n",
        "print(f\"Bearer «v1»{'!'}\")\n",
        "print(\"Bearer \"\n      '«v1»'\n      r\"!\")\n",
        "print(\"%s!\" % \"Bearer «v1»\")\n",
        "print(\"Bearer «v1»!\".strip())\n",
        "print((b'Bearer «v1»!').decode())\n",
        "print(\"\"\"Bearer «v1»!\"\"\"[0:])\n",
        "#!/usr/bin/env python3\n# x\ndef f(k=\"«v1»\"): return \"Bearer \" + k + \"!\"\nprint(f())\n",
        "x = {\"k\": rf\"Bearer «v1»{'!'}\"}\nprint(x[\"k\"])\n",
    ] {
        check(&PYTHON, "app.py", source, "v1", "Bearer v1!");
    }
}

#[test]
fn javascript() {
    for source in [
        "console.log(\"Bearer «v1»!\");\n",
        "console.log(`Bearer «v1»${\"!\"}`);\n",
        "const k = '«v1»'\nconsole.log(`Bearer ${k}!`)\n",
        "console.log(\"Bearer «v1»!\".trim());\n",
        "console.log(\"Bearer \" + \"«v1»\" + '!');\n",
        "const o = { \"«v1»\": 1 };\nconsole.log(\"Bearer \" + Object.keys(o)[0] + \"!\");\n",
        "function f(k = \"«v1»\") { return 'Bearer ' + k + '!'; }\nconsole.log(f());\n",
        "const s = /[\"'`]/.test('x') ? '' : \"Bearer «v1»!\";\nconsole.log(s);\n",
        "console.log(true ? `Bearer «v1»!` : 1);\n",
    ] {
        check(&NODE, "app.js", source, "v1", "Bearer v1!");
    }
}

#[test]
fn shell() {
    for source in [
        "echo \"Bearer «v1»!\"\n",
        "echo 'Bearer «v1»!'\n",
        "K=«v1»\necho \"Bearer $K!\"\n",
        "K='«v1»'\necho Bearer \"$K\"!\n",
        "cat <<EOF\nBearer «v1»!\nEOF\n",
        "# it's\ncat <<-EOF\n\tBearer «v1»!\n\tEOF\n",
        "set -e\nK=\"$(echo \"Bearer «v1»\")\"\necho \"$K!\"\n",
        "f() { printf '%s %s!\\n' \"$1\" \"$2\"; }\nf Bearer «v1»\n",
    ] {
        check(&DASH, "app.sh", source, "v1", "Bearer v1!");
        check(&BASH, "app.sh", source, "v1", "Bearer v1!");
    }
    check(
        &BASH,
        "app.sh",
        "echo $'Bearer «v1»\\x21'\n",
        "v1",
        "Bearer v1!",
    );
}

#[test]
fn rust() {
    let source = r##"
struct S { k: String }
fn show(k: &str) -> String { k.to_owned() }
fn into(k: impl Into<String>) -> String { k.into() }
fn main() {
    let a = AAA;
    assert_eq!(a, "v1");
    let b: &str = BBB;
    let c = String::from(CCC);
    let s = S { k: DDD.to_string() };
    let list: [&str; 1] = [EEE];
    let e = Some(FFF);
    println!("{} {} {} {} {} {} {}", b, c, s.k, list[0], show(GGG), into(HHH), e.unwrap());
}
"##;
    let names = ["AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG", "HHH"];
    for marked in names {
        let mut text = source.to_owned();
        for name in names {
            let literal = match (name, name == marked) {
                ("AAA", true) => "\"«v1»\"",
                ("CCC", true) => "r#\"{\"«v1»\"}\"#",
                ("AAA", false) => "\"v1\"",
                ("CCC", false) => "r#\"{\"v1\"}\"#",
                (_, true) => "\"b«v1»\"",
                (_, false) => "\"bv1\"",
            };
            text = text.replace(name, literal);
        }
        check(
            &RUST,
            "app.rs",
            &text,
            "v1",
            "bv1 {\"v1\"} bv1 bv1 bv1 bv1 bv1",
        );
    }
}

#[test]
fn java() {
    for source in [
        "class App { public static void main(String[] a) { System.out.println(\"Bearer «v1»!\"); } }\n",
        "class App { static final String K = \"«v1»\"; public static void main(String[] a) { System.out.println(\"Bearer \" + K + '!'); } }\n",
        "class App { public static void main(String[] a) { char q = '\"'; System.out.println(\"Bearer «v1»!\".trim()); } }\n",
    ] {
        check(&JAVA, "App.java", source, "v1", "Bearer v1!");
    }
}

#[test]
fn go() {
    for source in [
        "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"Bearer «v1»!\")\n}\n",
        "package main\n\nimport (\n\t\"fmt\"\n\t\"strings\"\n)\n\nvar k = `Bearer «v1»`\n\nfunc main() { fmt.Println(strings.TrimSpace(k) + \"!\") }\n",
        "package main\n\nimport (\n\t\"os\"\n)\n\nfunc main() { os.Stdout.WriteString(\"Bearer «v1»!\") }\n",
    ] {
        check(&GO, "main.go", source, "v1", "Bearer v1!");
    }
}

#[test]
fn ruby() {
    for source in [
        "puts \"Bearer «v1»!\"\n",
        "puts 'Bearer «v1»!'.strip\n",
        "puts \"Bearer \" '«v1»' \"!\"\n",
        "puts <<~EOS\n  Bearer «v1»!\nEOS\n",
        "K = '«v1»'\nputs %Q(Bearer #{K}!)\n",
    ] {
        check(&RUBY, "app.rb", source, "v1", "Bearer v1!");
    }
}

#[test]
fn php() {
    for source in [
        "<?php\necho 'Bearer «v1»!';\n",
        "<p>it's</p>\n<?php\necho \"Bearer «v1»!\";\n".trim_start_matches("<p>it's</p>\n"),
        "<?php\ndefine('K', '«v1»');\necho \"Bearer \" . K . '!';\n",
        "<?php\n$x = ['k' => \"Bearer «v1»\"];\necho $x['k'] . '!';\n",
    ] {
        check(&PHP, "app.php", source, "v1", "Bearer v1!");
    }
}

/// The project's loader decides the quoting, and silences the note about loading.
#[test]
fn the_loader_of_the_project_is_heeded() {
    let place = Place::new();
    let value = "it is #1 $HOME \\n";
    let source = SOURCE.replace("made-up", "it is #1 $HOME \\\\n");
    place.write("requirements.txt", "python-dotenv==1.0\n");
    let plan = place.plan("app.py", &source).expect("a plan");
    assert!(
        plan.notes
            .iter()
            .all(|note| !note.contains("Nothing loads")),
        "a loader is there"
    );
    place.apply(&plan).expect("written");
    let text = place.read(".env");
    let profile = keyward_engine::dotenv::profile("python-dotenv").expect("a profile");
    let entry = &keyward_engine::dotenv::parse(&text).entries[0];
    let read = keyward_engine::dotenv::read(entry.raw(&text, profile), profile);
    assert_eq!(read.map(|read| read.to_string()).as_deref(), Some(value));
}
