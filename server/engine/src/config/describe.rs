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
    /// A list of globs.
    Globs,
    /// A path.
    Path,
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
        text: "The level of single rules, by their ids.",
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
                Shape::Path => texts.push(format!("{} = \"a/.env\"", setting.key)),
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
