//! The settings in words: one table for the schema, the documentation and the editors.

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name in `.keyward.toml`. In editors it is `keyward.` and the same in camel case.
    pub key: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// The value when nothing is set, as TOML and JSON alike.
    pub default: &'static str,
    /// What it does.
    pub text: &'static str,
    /// What a workspace may do with it, and what only the user may.
    pub trust: &'static str,
}

/// What may stand in a setting.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One of these words; each with what it means.
    Choice(&'static [(&'static str, &'static str)]),
    /// A table from the ids of something to one of these words.
    Table {
        /// What the keys are.
        of: &'static str,
        /// The words, and what they mean.
        words: &'static [(&'static str, &'static str)],
    },
    /// A table from names to whole numbers.
    Numbers {
        /// What the keys are.
        of: &'static str,
        /// Some of them, as TOML.
        example: &'static str,
    },
    /// A list of globs.
    Globs,
    /// A path.
    Path,
    /// A list of tables, `[[key]]`. Not for editors' settings: it is a part of the project.
    Tables {
        /// The keys of one, with what they mean and what stands there.
        fields: &'static [(&'static str, Field, &'static str)],
        /// One of them, as TOML.
        example: &'static str,
    },
}

/// What stands in a key of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A number.
    Number,
    /// A number or a text.
    NumberOrText,
    /// Yes or no.
    Flag,
    /// A list of tables.
    Tables,
}

const LEVELS: &[(&str, &str)] = &[
    ("off", "not reported, but counted"),
    (
        "hint",
        "a hint in editors, left out of `keyward check` unless asked for",
    ),
    ("warning", "a warning"),
    ("error", "an error"),
];

/// Every setting there is.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "min_confidence",
        shape: Shape::Choice(&[
            ("possible", "everything"),
            ("likely", "what is more likely right than wrong"),
            (
                "certain",
                "what is proved, by a checksum or a form that nothing else has",
            ),
        ]),
        default: "\"likely\"",
        text: "The least certain findings to report. When it is not set, `keyward check` reports what is likely, and editors show everything, what is only possible as a hint.",
        trust: "A workspace that is not trusted can only lower it.",
    },
    Setting {
        key: "rules",
        shape: Shape::Table {
            of: "rule",
            words: LEVELS,
        },
        default: "{}",
        text: "The level of single rules and checks, by their ids.",
        trust: "In a workspace that is not trusted, `off` means `hint`.",
    },
    Setting {
        key: "exclude",
        shape: Shape::Globs,
        default: "[]",
        text: "Paths to leave out, relative to the workspace folder. What is found there is counted.",
        trust: "In a workspace that is not trusted, findings there stay as hints.",
    },
    Setting {
        key: "env_file",
        shape: Shape::Path,
        default: "\".env\"",
        text: "The `.env` file that fixes write to, relative to the workspace folder. When it is not set, the nearest `.env` above the source, or a new one in the workspace folder.",
        trust: "A workspace can only name a file inside itself.",
    },
    Setting {
        key: "secrets_manager",
        shape: Shape::Choice(&[
            ("auto", "Keyward looks for signs of one in the project"),
            ("off", "none is offered"),
            ("aws", "AWS Secrets Manager"),
            ("azure", "Azure Key Vault"),
            ("doppler", "Doppler"),
            ("google", "Google Secret Manager"),
            ("infisical", "Infisical"),
            ("kubernetes", "Kubernetes"),
            ("onepassword", "1Password"),
            ("sops", "SOPS"),
            ("vault", "HashiCorp Vault"),
        ]),
        default: "\"auto\"",
        text: "The secrets manager that fixes offer besides environment variables.",
        trust: "",
    },
    Setting {
        key: "lookup",
        shape: Shape::Choice(&[
            (
                "loud",
                "the program stops with an error that names the variable",
            ),
            ("quiet", "the program goes on with an empty text"),
        ]),
        default: "\"loud\"",
        text: "What the code that a fix writes does where the variable is missing. What a project's own settings module or a secrets manager reads stays loud, and configuration formats do what their programs do.",
        trust: "",
    },
    Setting {
        key: "assistants",
        shape: Shape::Table {
            of: "assistant",
            words: &[
                ("auto", "Keyward looks for its traces"),
                ("on", "it is in use"),
                ("off", "it is not in use"),
            ],
        },
        default: "{}",
        text: "Whether an AI assistant is in use, by its id, where Keyward guesses wrong.",
        trust: "",
    },
    Setting {
        key: "code_lens",
        shape: Shape::Choice(&[
            ("off", "no line of its own"),
            (
                "on",
                "a line above the first one: visible to Claude Code, Cursor",
            ),
        ]),
        default: "\"off\"",
        text: "Whether editors show above a secret file which assistants in use can read it.",
        trust: "",
    },
    Setting {
        key: "home_signs",
        shape: Shape::Choice(&[
            (
                "off",
                "only the project, the editor and the environment are looked at",
            ),
            (
                "on",
                "whether folders such as `~/.claude` exist is looked at as well",
            ),
        ]),
        default: "\"off\"",
        text: "Whether Keyward looks in the home folder for signs of assistants. They say that an assistant is installed, not that it is used here, so they are listed and decide nothing.",
        trust: "Only your own settings count: a workspace cannot turn it on.",
    },
    Setting {
        key: "rotation_days",
        shape: Shape::Numbers {
            of: "a variable's name, a provider's id or `default`",
            example: "[rotation_days]\ndefault = 60\nstripe = 30\nINTERNAL_SIGNING_KEY = 365",
        },
        default: "{}",
        text: "How many days a key may go without rotation before Keyward reminds of it: by the name of its variable, by the id of its provider, or `default` for all others, which is 90 where it is not set. 0 is for keys of any age. Only variables with `@rotated` in the comment above them are looked at.",
        trust: "",
    },
    Setting {
        key: "diagnostics",
        shape: Shape::Choice(&[
            ("auto", "what suits the editor"),
            ("push", "the server sends them"),
            ("pull", "the editor asks for them"),
        ]),
        default: "\"auto\"",
        text: "How findings reach the editor. Read once, when the server starts.",
        trust: "",
    },
    Setting {
        key: "agent_hook",
        shape: Shape::Choice(&[
            ("deny", "it is refused, with the reason"),
            (
                "ask",
                "you are asked, where the agent's program can ask; elsewhere it is refused",
            ),
        ]),
        default: "\"deny\"",
        text: "What `keyward agent-hook` does with what would show a secret to an agent.",
        trust: "A workspace can only set `deny`: the agent could write its settings.",
    },
    Setting {
        key: "agent_hook_failure",
        shape: Shape::Choice(&[("open", "it goes on"), ("closed", "it is refused")]),
        default: "\"open\"",
        text: "What `keyward agent-hook` does with input that it cannot understand: cut, no JSON, an internal error.",
        trust: "A workspace can only set `closed`.",
    },
    Setting {
        key: "agent_hook_allow",
        shape: Shape::Globs,
        default: "[]",
        text: "Secret files that agents may read all the same, as globs relative to the workspace folder, or absolute.",
        trust: "Only your own settings have an effect.",
    },
    Setting {
        key: "custom_rules",
        shape: Shape::Tables {
            fields: RULE_FIELDS,
            example: "[[custom_rules]]\nid = \"acme-deploy-key\"\nname = \"ACME deploy key\"\nregex = 'acme_deploy_([0-9a-z]{32})'\nkeywords = [\"acme_deploy_\"]\nenv = \"ACME_DEPLOY_KEY\"\n",
        },
        default: "[]",
        text: "Rules of your own. A rule looks at one line at a time, of which the first 16 KiB count. Its regex may have 4 KiB, groups 64 deep and 1 MiB once compiled, must not match the empty text, and has neither look-around nor back-references; `\\w`, `\\d`, `\\s` and `\\b` mean ASCII. A file may have 200 rules. A rule that is wrong is named with its line, and the others work. A match gives way to a certain finding of a built-in rule and takes the place of any other.",
        trust: "In a workspace that is not trusted they are off.",
    },
    Setting {
        key: "allow",
        shape: Shape::Tables {
            fields: ALLOW_FIELDS,
            example: "[[allow]]\nrules = [\"generic-secret\"]\nregexes = ['^sample-[0-9]+$']\nreason = \"made up for the tutorial\"\n\n[[allow]]\nfingerprints = [\"0123456789abcdef\"]\nreason = \"revoked in May\"\n",
        },
        default: "[]",
        text: "What is accepted. It is not reported, but counted under the file that says so. An entry that would allow nearly every secret is refused.",
        trust: "In a workspace that is not trusted, single findings can be accepted, paths only turn down to a hint, and values have no effect.",
    },
];

/// The keys of `[[custom_rules]]`.
const RULE_FIELDS: &[(&str, Field, &str)] = &[
    (
        "id",
        Field::Text,
        "letters, digits, `-`, `_` and `.`; no built-in rule may have it",
    ),
    ("name", Field::Text, "what it is called in messages"),
    (
        "regex",
        Field::Text,
        "what matches; without it every file that `path` names is a finding",
    ),
    (
        "secret_group",
        Field::NumberOrText,
        "the group that is the secret, by number or name; when it is not set, the first that is not empty, or else all of the match",
    ),
    (
        "keywords",
        Field::Texts,
        "one of these must stand on the line, in any case",
    ),
    ("path", Field::Text, "a glob: only in these files"),
    (
        "path_regex",
        Field::Text,
        "the same as a regex, which need not match all of the path",
    ),
    (
        "entropy",
        Field::Number,
        "the secret must have more bits per character than this",
    ),
    (
        "stopwords",
        Field::Texts,
        "a secret that contains one of these is none",
    ),
    (
        "allow",
        Field::Tables,
        "what it must not report, with the keys of `[[allow]]`",
    ),
    (
        "required",
        Field::Tables,
        "rules of one's own that must match as well: `id`, and `within_lines` or `within_columns`",
    ),
    ("report", Field::Flag, "`false`: only there to be required"),
    (
        "severity",
        Field::Text,
        "`info`, `low`, `medium`, `high` or `critical`",
    ),
    (
        "env",
        Field::Text,
        "the variable that a fix moves the value to",
    ),
    (
        "docs",
        Field::Text,
        "what it opens, and so why a leak matters",
    ),
];

/// The keys of `[[allow]]`.
const ALLOW_FIELDS: &[(&str, Field, &str)] = &[
    (
        "fingerprints",
        Field::Texts,
        "single findings, as `keyward check --format json` names them",
    ),
    ("rules", Field::Texts, "only findings of these rules"),
    ("paths", Field::Texts, "globs: everything in these files"),
    (
        "path_regexes",
        Field::Texts,
        "the same as regexes, which need not match all of the path",
    ),
    (
        "regexes",
        Field::Texts,
        "values that are no secrets, each from `^` to `$`",
    ),
    (
        "target",
        Field::Text,
        "what `regexes` look at: `value`, or `match` and `line`, where they need not match all",
    ),
    (
        "stopwords",
        Field::Texts,
        "values that contain one of these, in any case",
    ),
    (
        "condition",
        Field::Text,
        "`any` of these is enough, or `all` must hold",
    ),
    ("reason", Field::Text, "why, for people"),
];

impl Setting {
    /// The name in editors, without `keyward.`.
    #[must_use]
    pub fn camel(&self) -> String {
        let mut out = String::new();
        let mut upper = false;
        for c in self.key.chars() {
            if c == '_' {
                upper = true;
            } else {
                out.push(if upper { c.to_ascii_uppercase() } else { c });
                upper = false;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{SETTINGS, Shape};
    use crate::config::{Trust, parse};

    /// Every setting that is described is read, with every word that is described.
    #[test]
    fn the_description_holds() {
        for setting in SETTINGS {
            let mut texts = vec![format!("{} = {}", setting.key, setting.default)];
            match setting.shape {
                Shape::Choice(words) => {
                    texts.extend(
                        words
                            .iter()
                            .map(|(word, _)| format!("{} = \"{word}\"", setting.key)),
                    );
                }
                Shape::Table { of, words } => {
                    let id = if of == "rule" {
                        crate::rule::all()[0].id
                    } else {
                        "cursor"
                    };
                    texts.extend(
                        words
                            .iter()
                            .map(|(word, _)| format!("[{}]\n{id} = \"{word}\"", setting.key)),
                    );
                }
                Shape::Globs => texts.push(format!("{} = [\"a/**\"]", setting.key)),
                Shape::Tables { example, .. } => texts.push(example.to_owned()),
                Shape::Path => texts.push(format!("{} = \"a/.env\"", setting.key)),
                Shape::Numbers { .. } => texts.push(format!("[{}]\ndefault = 60", setting.key)),
            }
            for text in texts {
                let (_, problems) = parse(&text, Trust::Trusted);
                assert_eq!(problems, [], "{text}");
            }
        }
    }

    #[test]
    fn names_in_editors_are_in_camel_case() {
        let names: Vec<String> = SETTINGS.iter().map(super::Setting::camel).collect();
        assert_eq!(names[0], "minConfidence");
        assert_eq!(names[3], "envFile");
    }
}
