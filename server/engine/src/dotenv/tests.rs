//! Values there and back through every profile, and files whose style must stay.

use std::fmt::Write;

use expect_test::expect;
use proptest::prelude::*;

use super::*;

/// Made-up values, one for each thing that some loader gets wrong.
const VALUES: &[(&str, &str)] = &[
    ("empty", ""),
    ("plain", "ab_c.d-e+f/g:h@i%j,k"),
    ("padding", "YWJj=="),
    ("leading =", "=ab"),
    ("hash inside", "ab#cd"),
    ("hash behind a blank", "ab #cd"),
    ("leading hash", "#ab"),
    ("blank", "ab cd"),
    ("outer blanks", " ab "),
    ("tab", "a\tb"),
    ("shell signs", "a&b;c|d<e>(f)"),
    ("double quote", "a\"b"),
    ("single quote", "a'b"),
    ("both quotes", "a'b\"c"),
    ("all quotes", "a'b\"c`d"),
    ("quoted", "'ab'"),
    ("backtick", "a`b"),
    ("dollar word", "a$b"),
    ("dollar braces", "a${HOME}b"),
    ("dollar command", "a$(id)b"),
    ("dollar at the end", "ab$"),
    ("two dollars", "a$$b"),
    ("backslash", "a\\b"),
    ("backslash n", "a\\nb"),
    ("two backslashes", "a\\\\b"),
    ("backslash at the end", "ab\\"),
    ("backslash quote", "a\\'b\\\"c"),
    ("quote and dollar", "a'b$c"),
    ("quote and hash", "a'b #c"),
    ("lines", "a\nb\nc"),
    ("CRLF", "a\r\nb"),
    ("letters", "påß-東京-🔑"),
    ("json", "{\"k\":\"v\\nw\"}"),
];

/// The text for a value: what a loader of this profile reads between two other lines.
fn round_trip(value: &str, profile: &Profile) -> Option<String> {
    let written = write(value, profile)?;
    let file = format!("A=1\nK={}\nB='2'\n", written.as_str());
    let layout = parse(&file);
    let keys: Vec<&str> = layout
        .entries
        .iter()
        .map(|entry| &file[entry.key.clone()])
        .collect();
    assert_eq!(keys, ["A", "K", "B"], "{}: {file:?}", profile.id);
    let back = read(layout.entries[1].raw(&file, profile), profile);
    assert_eq!(
        back.as_ref().map(|back| back.as_str()),
        Some(value),
        "{}: {file:?}",
        profile.id
    );
    Some(written.to_string())
}

#[test]
fn every_profile_reads_back_what_it_writes() {
    for profile in profiles() {
        for (_, value) in VALUES {
            round_trip(value, profile);
        }
        let longest = if profile.longest > 0 {
            profile.longest
        } else {
            64 * 1024
        };
        let long = "x".repeat(longest);
        assert_eq!(
            round_trip(&long, profile),
            Some(long),
            "64 KiB of plain text"
        );
    }
}

#[test]
fn the_form_for_each_value() {
    let mut out = String::new();
    for id in [
        "portable",
        "npm-dotenv",
        "dotenv-expand",
        "python-dotenv",
        "dotenvy",
        "shell",
    ] {
        let profile = profile(id).expect("a profile");
        writeln!(out, "{id}").expect("a string");
        for (name, value) in VALUES {
            let text = round_trip(value, profile).unwrap_or_else(|| "(refused)".to_owned());
            writeln!(out, "  {name}: {}", text.escape_debug()).expect("a string");
        }
    }
    expect![[r#"
        portable
          empty: 
          plain: ab_c.d-e+f/g:h@i%j,k
          padding: YWJj==
          leading =: \'=ab\'
          hash inside: \'ab#cd\'
          hash behind a blank: \'ab #cd\'
          leading hash: \'#ab\'
          blank: \'ab cd\'
          outer blanks: \' ab \'
          tab: \'a\tb\'
          shell signs: \'a&b;c|d<e>(f)\'
          double quote: \'a\"b\'
          single quote: \"a\'b\"
          both quotes: (refused)
          all quotes: (refused)
          quoted: \"\'ab\'\"
          backtick: \'a`b\'
          dollar word: (refused)
          dollar braces: (refused)
          dollar command: (refused)
          dollar at the end: (refused)
          two dollars: (refused)
          backslash: (refused)
          backslash n: (refused)
          two backslashes: (refused)
          backslash at the end: (refused)
          backslash quote: (refused)
          quote and dollar: (refused)
          quote and hash: \"a\'b #c\"
          lines: \"a\nb\nc\"
          CRLF: (refused)
          letters: \'påß-東京-🔑\'
          json: (refused)
        npm-dotenv
          empty: 
          plain: ab_c.d-e+f/g:h@i%j,k
          padding: YWJj==
          leading =: \'=ab\'
          hash inside: \'ab#cd\'
          hash behind a blank: \'ab #cd\'
          leading hash: \'#ab\'
          blank: \'ab cd\'
          outer blanks: \' ab \'
          tab: \'a\tb\'
          shell signs: \'a&b;c|d<e>(f)\'
          double quote: \'a\"b\'
          single quote: \"a\'b\"
          both quotes: `a\'b\"c`
          all quotes: a\'b\"c`d
          quoted: \"\'ab\'\"
          backtick: \'a`b\'
          dollar word: \'a$b\'
          dollar braces: \'a${HOME}b\'
          dollar command: \'a$(id)b\'
          dollar at the end: \'ab$\'
          two dollars: \'a$$b\'
          backslash: \'a\\b\'
          backslash n: \'a\\nb\'
          two backslashes: \'a\\\\b\'
          backslash at the end: ab\\
          backslash quote: `a\\\'b\\\"c`
          quote and dollar: \"a\'b$c\"
          quote and hash: \"a\'b #c\"
          lines: \'a\nb\nc\'
          CRLF: (refused)
          letters: \'påß-東京-🔑\'
          json: \'{\"k\":\"v\\nw\"}\'
        dotenv-expand
          empty: 
          plain: ab_c.d-e+f/g:h@i%j,k
          padding: YWJj==
          leading =: \'=ab\'
          hash inside: \'ab#cd\'
          hash behind a blank: \'ab #cd\'
          leading hash: \'#ab\'
          blank: \'ab cd\'
          outer blanks: \' ab \'
          tab: \'a\tb\'
          shell signs: \'a&b;c|d<e>(f)\'
          double quote: \'a\"b\'
          single quote: \"a\'b\"
          both quotes: `a\'b\"c`
          all quotes: a\'b\"c`d
          quoted: \"\'ab\'\"
          backtick: \'a`b\'
          dollar word: \'a\\$b\'
          dollar braces: \'a\\${HOME}b\'
          dollar command: (refused)
          dollar at the end: \'ab\\$\'
          two dollars: \'a\\$\\$b\'
          backslash: \'a\\b\'
          backslash n: \'a\\nb\'
          two backslashes: \'a\\\\b\'
          backslash at the end: ab\\
          backslash quote: `a\\\'b\\\"c`
          quote and dollar: \"a\'b\\$c\"
          quote and hash: \"a\'b #c\"
          lines: \'a\nb\nc\'
          CRLF: (refused)
          letters: \'påß-東京-🔑\'
          json: \'{\"k\":\"v\\nw\"}\'
        python-dotenv
          empty: 
          plain: ab_c.d-e+f/g:h@i%j,k
          padding: YWJj==
          leading =: \'=ab\'
          hash inside: \'ab#cd\'
          hash behind a blank: \'ab #cd\'
          leading hash: \'#ab\'
          blank: \'ab cd\'
          outer blanks: \' ab \'
          tab: \'a\tb\'
          shell signs: \'a&b;c|d<e>(f)\'
          double quote: \'a\"b\'
          single quote: \"a\'b\"
          both quotes: \"a\'b\\\"c\"
          all quotes: \"a\'b\\\"c`d\"
          quoted: \"\'ab\'\"
          backtick: \'a`b\'
          dollar word: \'a$b\'
          dollar braces: \'a${__UNSET__:-$}{HOME}b\'
          dollar command: \'a$(id)b\'
          dollar at the end: \'ab$\'
          two dollars: \'a$$b\'
          backslash: \"a\\\\b\"
          backslash n: \"a\\\\nb\"
          two backslashes: \"a\\\\\\\\b\"
          backslash at the end: \"ab\\\\\"
          backslash quote: \"a\\\\\'b\\\\\\\"c\"
          quote and dollar: \"a\'b$c\"
          quote and hash: \"a\'b #c\"
          lines: \'a\nb\nc\'
          CRLF: \"a\\r\\nb\"
          letters: \'påß-東京-🔑\'
          json: \"{\\\"k\\\":\\\"v\\\\nw\\\"}\"
        dotenvy
          empty: 
          plain: ab_c.d-e+f/g:h@i%j,k
          padding: YWJj==
          leading =: \'=ab\'
          hash inside: \'ab#cd\'
          hash behind a blank: \'ab #cd\'
          leading hash: \'#ab\'
          blank: \'ab cd\'
          outer blanks: \' ab \'
          tab: \'a\tb\'
          shell signs: \'a&b;c|d<e>(f)\'
          double quote: \'a\"b\'
          single quote: \"a\'b\"
          both quotes: \"a\'b\\\"c\"
          all quotes: \"a\'b\\\"c`d\"
          quoted: \"\'ab\'\"
          backtick: \'a`b\'
          dollar word: \'a$b\'
          dollar braces: \'a${HOME}b\'
          dollar command: \'a$(id)b\'
          dollar at the end: \'ab$\'
          two dollars: \'a$$b\'
          backslash: \"a\\\\b\"
          backslash n: \"a\\\\nb\"
          two backslashes: \"a\\\\\\\\b\"
          backslash at the end: \"ab\\\\\"
          backslash quote: \"a\\\\\'b\\\\\\\"c\"
          quote and dollar: \"a\'b\\$c\"
          quote and hash: \"a\'b #c\"
          lines: \'a\nb\nc\'
          CRLF: (refused)
          letters: \'påß-東京-🔑\'
          json: \"{\\\"k\\\":\\\"v\\\\nw\\\"}\"
        shell
          empty: 
          plain: ab_c.d-e+f/g:h@i%j,k
          padding: YWJj==
          leading =: \'=ab\'
          hash inside: \'ab#cd\'
          hash behind a blank: \'ab #cd\'
          leading hash: \'#ab\'
          blank: \'ab cd\'
          outer blanks: \' ab \'
          tab: \'a\tb\'
          shell signs: \'a&b;c|d<e>(f)\'
          double quote: \'a\"b\'
          single quote: \'a\'\\\'\'b\'
          both quotes: \'a\'\\\'\'b\"c\'
          all quotes: \'a\'\\\'\'b\"c`d\'
          quoted: \'\'\\\'\'ab\'\\\'\'\'
          backtick: \'a`b\'
          dollar word: \'a$b\'
          dollar braces: \'a${HOME}b\'
          dollar command: \'a$(id)b\'
          dollar at the end: \'ab$\'
          two dollars: \'a$$b\'
          backslash: \'a\\b\'
          backslash n: \'a\\nb\'
          two backslashes: \'a\\\\b\'
          backslash at the end: \'ab\\\'
          backslash quote: \'a\\\'\\\'\'b\\\"c\'
          quote and dollar: \'a\'\\\'\'b$c\'
          quote and hash: \'a\'\\\'\'b #c\'
          lines: \'a\nb\nc\'
          CRLF: \'a\r\nb\'
          letters: \'påß-東京-🔑\'
          json: \'{\"k\":\"v\\nw\"}\'
    "#]]
    .assert_eq(&out);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_value_comes_back(value in "[ -~]{0,24}|[$'\"`\\\\ #={}\n\\-a]{0,12}") {
        for profile in profiles() {
            round_trip(&value, profile);
        }
    }

    #[test]
    fn set_changes_one_entry_only(
        lines in prop::collection::vec("(export )?[A-Z]{1,3}=[a-z]{0,4}|# [a-z]{0,5}|[a-z =]{0,6}|", 0..8),
        crlf in any::<bool>(),
        bom in any::<bool>(),
        ended in any::<bool>(),
        value in "[a-z ]{0,8}",
    ) {
        let eol = if crlf { "\r\n" } else { "\n" };
        let mut text = format!("{}{}", if bom { "\u{feff}" } else { "" }, lines.join(eol));
        if ended && !lines.is_empty() {
            text.push_str(eol);
        }
        let written = write(&value, profile("portable").expect("a profile")).expect("writable");
        let after = after(&text, "KEY", &written, "portable");
        prop_assert!(after.starts_with(&text), "appended, nothing else touched");
        let layout = parse(&after);
        let last = layout.entries.last().expect("an entry");
        prop_assert_eq!(&after[last.key.clone()], "KEY");
        let back = read(last.raw(&after, profile("portable").expect("a profile")), profile("portable").expect("a profile"));
        prop_assert_eq!(back.map(|back| back.to_string()), Some(value));
        prop_assert_eq!(layout.entries.len(), parse(&text).entries.len() + 1);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
        for entry in parse(&text).entries {
            for profile in profiles() {
                let _ = read(entry.raw(&text, profile), profile);
            }
        }
    }
}

fn after(text: &str, key: &str, value: &str, id: &str) -> String {
    let mut out = text.to_owned();
    let edits = set(text, key, value, &[profile(id).expect("a profile")]);
    for (range, new) in edits.into_iter().rev() {
        out.replace_range(range, &new);
    }
    out
}

#[test]
fn style_is_kept() {
    assert_eq!(after("", "K", "v", "npm-dotenv"), "K=v\n");
    assert_eq!(after("A=1\n", "K", "v", "npm-dotenv"), "A=1\nK=v\n");
    assert_eq!(after("A=1", "K", "v", "npm-dotenv"), "A=1\nK=v");
    assert_eq!(
        after("A=1\r\nB=2\r\n", "K", "v", "npm-dotenv"),
        "A=1\r\nB=2\r\nK=v\r\n"
    );
    assert_eq!(
        after("\u{feff}A=1\n", "K", "v", "npm-dotenv"),
        "\u{feff}A=1\nK=v\n"
    );
    assert_eq!(
        after("export A=1\nexport B=2\n", "K", "v", "npm-dotenv"),
        "export A=1\nexport B=2\nexport K=v\n"
    );
    assert_eq!(
        after("export A=1\nB=2\n", "K", "v", "npm-dotenv"),
        "export A=1\nB=2\nK=v\n"
    );
    assert_eq!(
        after("# K=old\n\nA = 1 # one\n", "K", "v", "npm-dotenv"),
        "# K=old\n\nA = 1 # one\nK=v\n"
    );
    assert_eq!(
        after("export K='' # why\nA=1\n", "K", "v", "npm-dotenv"),
        "export K=v # why\nA=1\n"
    );
    assert_eq!(
        after("K=1\nA=2\nK=3\n", "K", "v", "npm-dotenv"),
        "K=1\nA=2\nK=v\n",
        "the last one counts"
    );
    assert_eq!(
        after("P=\"a\nK=no\nb\"\n", "K", "v", "npm-dotenv"),
        "P=\"a\nK=no\nb\"\nK=v\n",
        "inside a value"
    );
}

#[test]
fn an_entry_is_filled_in_where_it_stands() {
    for (before, wanted) in [
        ("K=\nA=1\n", "K=v\nA=1\n"),
        ("K= # why\nA=1\n", "K=v # why\nA=1\n"),
        ("K=# why\n", "K=v # why\n"),
        ("K = # why\n", "K = v # why\n"),
        ("K =  # why\n", "K = v # why\n"),
        ("K = \r\nA=1\r\n", "K = v\r\nA=1\r\n"),
        ("K=  \nA=1\n", "K=v\nA=1\n"),
        ("\u{feff}export K=\"\"", "\u{feff}export K=v"),
        ("  K=''  # a 'b'\n", "  K=v  # a 'b'\n"),
    ] {
        assert_eq!(after(before, "K", "v", "npm-dotenv"), wanted);
    }
}

#[test]
fn the_duplicate_that_counts_is_set() {
    let text = "K=\nA=1\nK=\n";
    for (id, wanted) in [
        ("npm-dotenv", "K=\nA=1\nK=v\n"),
        ("deno", "K=v\nA=1\nK=\n"),
        ("uv", "K=v\nA=1\nK=\n"),
        ("dotenvy", "K=v\nA=1\nK=v\n"),
        ("portable", "K=v\nA=1\nK=v\n"),
    ] {
        assert_eq!(after(text, "K", "v", id), wanted, "{id}");
    }
}

#[test]
fn habits_are_kept_where_the_loader_takes_them() {
    let spaced = "A = 1\nB = 2\n";
    assert_eq!(
        after(spaced, "K", "v", "npm-dotenv"),
        "A = 1\nB = 2\nK = v\n"
    );
    assert_eq!(after(spaced, "K", "v", "shell"), "A = 1\nB = 2\nK=v\n");
    let exported = "export A=1\nexport B=2\n";
    assert_eq!(
        after(exported, "K", "v", "docker"),
        "export A=1\nexport B=2\nK=v\n"
    );
    for (text, quote) in [
        ("A=\"1\"\nB=\"2\"\n", Some('"')),
        ("A='1'\nB='2'\nC=\n", Some('\'')),
        ("A='1'\nB=2\n", None),
        ("A='1'\n", None),
    ] {
        assert_eq!(parse(text).quote(text), quote, "{text:?}");
    }
    let npm = [profile("npm-dotenv").expect("a profile")];
    let written = |quote| write_for("plain", &npm, quote).map(|text| text.to_string());
    assert_eq!(written(Some('"')).as_deref(), Some("\"plain\""));
    assert_eq!(written(None).as_deref(), Some("plain"));
}

#[test]
fn several_loaders_get_a_form_that_each_of_them_has() {
    let cases = [
        ("npm-dotenv compose", "a$b", Some("'a$b'")),
        ("npm-dotenv dotenv-expand", "a$b", None),
        ("npm-dotenv dotenv-expand", "a b", Some("'a b'")),
        ("python-dotenv docker", "a b", None),
        ("dotenvy godotenv", "a'b\nc", Some("\"a'b\\nc\"")),
        ("npm-dotenv dotenvy", "it's", Some("\"it's\"")),
        ("shell npm-dotenv", "it's", None),
    ];
    for (ids, value, wanted) in cases {
        let readers: Vec<_> = ids.split(' ').filter_map(profile).collect();
        let written = write_for(value, &readers, None);
        assert_eq!(written.as_ref().map(|text| text.as_str()), wanted, "{ids}");
    }
}

#[test]
fn what_a_loader_does_not_take_is_told() {
    let told = |text, id| trouble(text, &[profile(id).expect("a profile")]);
    assert!(matches!(
        told("\u{feff}A=1\n", "dotenvy"),
        Some(Trouble::Mark(_))
    ));
    assert!(matches!(
        told("A=1\r\n", "shell"),
        Some(Trouble::LineEnds(_))
    ));
    assert!(matches!(
        told("A=1\nA=2\n", "kubectl"),
        Some(Trouble::Twice(_))
    ));
    assert!(told("\u{feff}A=1\r\nA=2\r\n", "npm-dotenv").is_none());
    let why = |value, id| why_not(value, &[profile(id).expect("a profile")]).map(|(_, why)| why);
    assert_eq!(why("a\nb", "docker"), Some("a line break"));
    assert_eq!(why("a\rb", "npm-dotenv"), Some("a carriage return"));
    assert_eq!(why("ab", "docker"), None);
}

#[test]
fn a_value_is_found_under_its_name() {
    let npm = [profile("npm-dotenv").expect("a profile")];
    let text = "A='va lue' # why\nB=other\nC=va lue\nB=value\nD=\"x\ny\"\n";
    assert_eq!(find_value(text, "va lue", &npm), Some("A"));
    assert_eq!(find_value(text, "value", &npm), Some("B"));
    assert_eq!(
        find_value(text, "other", &npm),
        None,
        "overridden further down"
    );
    assert_eq!(find_value(text, "x\ny", &npm), Some("D"));
}
