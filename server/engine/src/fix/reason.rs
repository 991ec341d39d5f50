//! Every reason for which a fix is not offered or stops, by the stable code that goes with its sentence.
//!
//! `keyward fix` prints the codes, `docs/refusals.md` is made from this table, and a test holds the code to it.

/// A reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Stable, kebab case.
    pub code: &'static str,
    /// What it means, as one sentence.
    pub means: &'static str,
    /// What to do about it, as one sentence.
    pub way_out: &'static str,
}

const fn reason(code: &'static str, means: &'static str, way_out: &'static str) -> Reason {
    Reason {
        code,
        means,
        way_out,
    }
}

/// Every reason there is, in alphabetical order.
pub const REASONS: &[Reason] = &[
    reason(
        "already-closed",
        "The assistant is asked to skip the file already.",
        "There is nothing to do.",
    ),
    reason(
        "already-ignored",
        "Git ignores the file already.",
        "There is nothing to do.",
    ),
    reason(
        "already-in-env",
        "The `.env` has the value already, so there is nothing to copy.",
        "Read the variable that the sentence names.",
    ),
    reason(
        "already-marked",
        "The comment says already that the key was rotated today.",
        "There is nothing to do.",
    ),
    reason(
        "another-value",
        "At this place the value is written another way, and would get another variable.",
        "Move it by itself.",
    ),
    reason(
        "cannot-ignore",
        "Whatever is added to `.gitignore`, git would not ignore the `.env`.",
        "Look for the rule that brings it back (`git check-ignore -v .env`).",
    ),
    reason(
        "cannot-wait",
        "The secrets manager's library has to be awaited, and this place cannot wait.",
        "Move the literal into an `async` function first, or let the manager set a variable.",
    ),
    reason(
        "changed-on-disk",
        "Somebody else wrote the file between reading and writing.",
        "Nothing was written to it: try again.",
    ),
    reason(
        "client-code",
        "The code runs in a browser or on other people's devices, where no variable stays secret.",
        "Let a server make the call that needs the value.",
    ),
    reason(
        "constant-context",
        "The language takes only a constant at this place: a case label, an annotation, a pattern.",
        "Do what the sentence says, or copy the value with `keyward fix --copy` and rewrite the place by hand.",
    ),
    reason(
        "dotenvx-encrypted",
        "The `.env` is encrypted by dotenvx, and only dotenvx writes it.",
        "Run `dotenvx set`.",
    ),
    reason(
        "entry-shares-line",
        "The whole entry has to go, and other entries stand on its lines.",
        "Give it lines of its own first.",
    ),
    reason(
        "env-has-bom",
        "The `.env` begins with a byte-order mark, which its loader does not take.",
        "Save it as UTF-8 without one.",
    ),
    reason(
        "env-has-crlf",
        "The `.env` has Windows line ends, which its loader takes for a part of each value.",
        "Save it with LF.",
    ),
    reason(
        "env-has-duplicates",
        "The `.env` has a name twice, and its loader takes no such file.",
        "Remove one of the two lines.",
    ),
    reason(
        "env-is-a-link",
        "The `.env` is a symbolic link, and writing through it could write anywhere.",
        "Replace it with a file of its own.",
    ),
    reason(
        "env-is-hard-linked",
        "The `.env` is one file under several names.",
        "Make it a file of its own.",
    ),
    reason(
        "env-is-tracked",
        "Git follows the `.env`, so the next commit would hold the value.",
        "Run `git rm --cached .env`, commit that, and revoke what was in it.",
    ),
    reason(
        "env-not-a-file",
        "Where the `.env` belongs there is a folder, a pipe or a device.",
        "Remove or rename it.",
    ),
    reason(
        "env-not-understood",
        "The `.env` has a line that Keyward cannot read, and adding to it could break it.",
        "Mend that line first.",
    ),
    reason(
        "env-unreadable",
        "The `.env` cannot be read.",
        "Look at its rights and its encoding.",
    ),
    reason(
        "file-not-understood",
        "The file does not parse as its format.",
        "Mend it first.",
    ),
    reason(
        "hard-linked",
        "The file to write is one file under several names.",
        "Make it a file of its own.",
    ),
    reason(
        "ignore-file-not-a-file",
        "The `.gitignore` is no regular file of its own.",
        "Make it one.",
    ),
    reason(
        "ignore-file-not-readable",
        "The `.gitignore` cannot be read.",
        "Look at its rights.",
    ),
    reason(
        "in-a-comment",
        "The value stands in a comment, where nothing can be looked up.",
        "Delete it there, and revoke it.",
    ),
    reason(
        "is-a-link",
        "The file to write is a symbolic link.",
        "Replace it with a file of its own.",
    ),
    reason(
        "literal-kind",
        "This kind of literal takes no lookup.",
        "Write it as an ordinary string first.",
    ),
    reason(
        "literal-not-understood",
        "The literal has an escape that Keyward cannot decode, so the value is not known for sure.",
        "Move it by hand.",
    ),
    reason(
        "locked",
        "Another program is writing the file.",
        "Try again.",
    ),
    reason(
        "name-is-public",
        "Variables with this beginning are shipped to browsers.",
        "Choose another name.",
    ),
    reason(
        "name-is-reserved",
        "The name belongs to the system or to a runtime.",
        "Choose another name.",
    ),
    reason(
        "name-is-taken",
        "The `.env` has another value under this name already.",
        "Choose another name.",
    ),
    reason(
        "name-not-usable",
        "The text cannot be the name of a variable.",
        "Use letters, digits and underscores, a letter first.",
    ),
    reason(
        "no-comments",
        "The format has no comments, so nothing can be allowed in it.",
        "Allow it in `.keyward.toml`.",
    ),
    reason(
        "no-control",
        "The assistant has no control that would help here.",
        "Keep the value out of the folder that it works in.",
    ),
    reason(
        "no-library",
        "The project does not use the manager's library, or this file cannot.",
        "Move the value to a variable, and let the manager set that.",
    ),
    reason(
        "no-literal",
        "The value is in no string literal that can be replaced.",
        "Move it by hand.",
    ),
    reason(
        "no-lookup",
        "Nothing at this place can read a variable, or Keyward does not know how.",
        "Do what the sentence says, or copy the value with `keyward fix --copy`.",
    ),
    reason(
        "no-record",
        "The path is no record of an assistant.",
        "Name a path of `rules/agent-files.toml`.",
    ),
    reason(
        "no-such-variable",
        "The file does not define the variable.",
        "Mark it in the file that does; `keyward inventory` lists them.",
    ),
    reason(
        "no-workspace",
        "No folder is open, so there is no project whose `.env` it could be.",
        "Open the folder of the project.",
    ),
    reason(
        "not-a-file",
        "The file to write is no regular file.",
        "Remove or rename it.",
    ),
    reason(
        "not-utf-8",
        "The file is not UTF-8 text.",
        "Change its encoding first.",
    ),
    reason(
        "nothing-reported",
        "Nothing is reported at the place that was named.",
        "Look at `keyward check`, or at `keyward explain PATH:LINE` for what is quiet.",
    ),
    reason(
        "nothing-to-move",
        "Nothing that was found can be moved.",
        "Look at `keyward check`.",
    ),
    reason(
        "odd-name",
        "The file has a name that an assistant's settings cannot hold.",
        "Rename it.",
    ),
    reason(
        "outside-workspace",
        "The file is outside the workspace, or behind a link that leaves it.",
        "Open the folder that it belongs to.",
    ),
    reason(
        "overridden",
        "Another setting has the last word, so the change would not help.",
        "Change the setting that the sentence names.",
    ),
    reason(
        "part-of-a-literal",
        "The value is a part of a literal that cannot be taken apart.",
        "Move it by hand.",
    ),
    reason(
        "part-of-a-run",
        "The value goes on in text that was not recognised as a part of it.",
        "Move it by hand.",
    ),
    reason(
        "read-back-differs",
        "The file does not read back as it was written.",
        "Look at it before going on; the sentence says where the value is.",
    ),
    reason(
        "read-back-failed",
        "The file could not be read back.",
        "Look at it before going on; the sentence says where the value is.",
    ),
    reason(
        "sent-to-a-model",
        "The file goes to a model as it is, and no variable is read in it.",
        "Remove the value by the placeholder (`keyward fix --placeholder`), and revoke it.",
    ),
    reason(
        "settings-in-the-way",
        "The assistant's settings cannot be changed as they are.",
        "Mend them by hand.",
    ),
    reason(
        "several-literals",
        "The value is put together from several literals.",
        "Write it as one first.",
    ),
    reason(
        "template-in-step",
        "The template beside the `.env` has all of its names, or there is no template.",
        "There is nothing to do.",
    ),
    reason(
        "text-has-changed",
        "The text has changed since the fix was offered.",
        "Ask for it again.",
    ),
    reason(
        "unreadable",
        "The file to write cannot be read.",
        "Look at its rights.",
    ),
    reason(
        "untitled-document",
        "The document is in no file yet.",
        "Save it into the project first.",
    ),
    reason(
        "value-is-encoded",
        "The value is encoded or in parts, so its text is not what has to be stored.",
        "Move it by hand.",
    ),
    reason(
        "value-not-writable",
        "No quoting gives this value back unchanged in every loader that reads the `.env`.",
        "Keep it in a file, and read its path from a variable.",
    ),
    reason(
        "workspace-not-trusted",
        "The editor does not trust the workspace, and the fix writes files in it.",
        "Trust it first.",
    ),
    reason(
        "write-failed",
        "The file could not be written, and is as it was.",
        "The sentence gives the system's reason, and says where the value is.",
    ),
];

#[cfg(test)]
mod tests {
    use super::REASONS;

    #[test]
    fn codes_are_in_order_and_sentences_are_sentences() {
        for two in REASONS.windows(2) {
            assert!(two[0].code < two[1].code, "{} stands too late", two[1].code);
        }
        for one in REASONS {
            for text in [one.means, one.way_out] {
                assert!(text.ends_with('.') && !text.contains('\n'), "{}", one.code);
            }
        }
    }
}
