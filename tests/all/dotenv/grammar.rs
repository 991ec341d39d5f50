//! What the loaders make of files that somebody else wrote. We need not read all of it, but what
//! we take for the value of a name has to be what the loader reads.

use keyward_engine::dotenv::{self, Profile, profile};

use super::{rows, text};

const GRAMMAR: &str = include_str!("../../fixtures/dotenv/grammar.json");

/// What the versions of the loader were found to read, `None` for no value. A file that is not
/// taken at all is not among them: that is told, loudly, and by the loader.
fn readings(row: &serde_json::Value, profile: &Profile) -> Vec<Option<String>> {
    let read = row["read"].as_object().expect("a map");
    let of = read.iter().filter(|(_, ids)| {
        let mut ids = ids.as_str().expect("ids").split(' ');
        ids.any(|id| id == profile.id)
    });
    // Some stop reading at a line before the one that is asked for, which comes to the same.
    let before = ["key_alone", "key_dash", "key_dot", "key_digit", "junk_line"];
    let stops = before.contains(&text(row, "case"));
    let of =
        of.filter(|(text, _)| !(text.starts_with("error") || stops && text.starts_with("null")));
    of.map(|(text, _)| serde_json::from_str(text).ok().flatten())
        .collect()
}

#[test]
fn no_name_is_taken_to_hold_what_its_loader_does_not_read() {
    let (mut cases, mut held) = (0, 0);
    for row in rows(GRAMMAR, "cases") {
        let file = text(&row, "file");
        // Everything that a reader could take the value for.
        let guesses = [
            "v", "no", "first", "v # c", "v   ", " v", "'v'", "\"v\"", "a", "ab", "abc", "a1b",
            "a1", "d",
        ];
        let more = [
            "a$BEFORE",
            "a${BEFORE}b",
            "${UNSET_XYZ:-d}",
            "a\\nb",
            "a\nb",
            "a\"b",
            "a\\\"b",
            "a\\b",
            "a\\\\b",
            "a$b",
            "a\\$b",
            "a'b",
            "a\\'b",
        ];
        for profile in dotenv::profiles() {
            let readings = readings(&row, profile);
            // The name has one letter, which this parser does not export.
            let odd = profile.id == "phpdotenv" && text(&row, "case") == "export";
            if readings.is_empty() || odd {
                continue;
            }
            cases += 1;
            for guess in guesses.iter().chain(&more) {
                if dotenv::holds(file, "K", guess, &[profile]) {
                    let right = readings.iter().all(|one| one.as_deref() == Some(guess));
                    assert!(
                        right,
                        "{} in {}: {guess:?} is not what it reads",
                        text(&row, "case"),
                        profile.id
                    );
                    held += 1;
                }
            }
        }
    }
    assert!(
        cases > 900 && held > 400,
        "{cases} cases, {held} values recognised"
    );
}

/// The facts about files that the rows of the profiles state.
#[test]
fn what_the_profiles_say_of_files_is_what_was_found() {
    let cases = rows(GRAMMAR, "cases");
    let case = |name: &str| {
        cases
            .iter()
            .find(|row| text(row, "case") == name)
            .expect(name)
    };
    let reads = |name: &str, profile: &Profile, value: &str| {
        let readings = readings(case(name), profile);
        readings.iter().any(|one| one.as_deref() == Some(value))
    };
    let known = |profile: &&Profile| !readings(case("crlf"), profile).is_empty();
    for profile in dotenv::profiles().iter().filter(known) {
        let id = profile.id;
        assert!(profile.crlf == reads("crlf", profile, "v"), "{id}: crlf");
        assert!(
            !profile.export || id == "phpdotenv" || reads("export", profile, "v"),
            "{id}: export"
        );
        assert!(
            !profile.spaces || reads("spaces_around_eq", profile, "v"),
            "{id}: spaces"
        );
        let (first, last) = (
            reads("dup_last", profile, "first"),
            reads("dup_last", profile, "v"),
        );
        let right = match profile.duplicates {
            dotenv::Duplicates::First => first && !last,
            dotenv::Duplicates::Last => last && !first,
            dotenv::Duplicates::Either => first || last,
            dotenv::Duplicates::Refused => !first && !last,
        };
        assert!(right, "{id}: duplicates");
    }
    assert!(profile("kubectl").is_some_and(|one| known(&one)));
}
