//! Templates: a real value goes, names come.

use super::*;

/// Moves the marked value out of a template; the template and the `.env` afterwards, or the code.
fn out(template: &str, env: &str) -> String {
    let mut mem = Mem::with(&[(".gitignore", ".env\n"), (".env", env)]);
    match fixed(&TOKEN, ".env.example", template, &mut mem) {
        Ok(plan) => format!(
            "{}\n{}----\n{}",
            plan.title,
            mem.text(".env.example"),
            mem.text(".env")
        ),
        Err(refusal) => format!("[{}] {}\n", refusal.code, refusal.message),
    }
}

#[test]
fn a_value_in_a_template_goes_to_the_env() {
    expect_test::expect![[r##"
        Replace the value by the placeholder your-acme-token-here (moves it to .env as ACME_TOKEN)
        # why
        ACME_TOKEN="your-acme-token-here" # ask
        B=2
        ----
        A=1
        ACME_TOKEN=va1ue
    "##]]
    .assert_eq(&out("# why\nACME_TOKEN=\"«va1ue»\" # ask\nB=2\n", "A=1\n"));
    expect_test::expect![[r##"
        Replace the value by the placeholder your-acme-here (it stays in .env as TOKEN)
        ACME=your-acme-here
        ----
        TOKEN='va1ue'
    "##]]
    .assert_eq(&out("ACME=«va1ue»\n", "TOKEN='va1ue'\n"));
    expect_test::expect![[r##"
        [name-is-taken] ACME has another value in .env: put a placeholder here (`keyward fix --placeholder`), which keeps this one nowhere, and revoke it.
    "##]]
    .assert_eq(&out("ACME=«va1ue»\n", "ACME=2\n"));
    expect_test::expect![[r##"
        [in-a-comment] The value stands in a comment of the template: delete it there, and revoke it.
    "##]]
    .assert_eq(&out("# «va1ue»\nA=1\n", ""));
}

#[test]
fn a_moved_value_leaves_the_template_too() {
    let mut mem = Mem::with(&[
        (".gitignore", ".env\n"),
        (".env.example", "A=1\r\nACME_TOKEN=va1ue\r\nB=2\r\n"),
    ]);
    fixed(&TOKEN, "a.py", "k = '«va1ue»'\n", &mut mem).unwrap();
    assert_eq!(
        mem.text(".env.example"),
        "A=1\r\nACME_TOKEN=your-acme-token-here\r\nB=2\r\n"
    );
}

/// The template after the names of a `.env` were brought in, or the code of the refusal.
fn synced(env: &str, template: &str) -> String {
    let mut mem = Mem::with(&[(".env", env), (".env.example", template)]);
    match sync_template(Path::new("/w"), Path::new("/w/.env"), &mem) {
        Ok(plan) => {
            mem.apply(&plan);
            let again = sync_template(Path::new("/w"), Path::new("/w/.env"), &mem);
            assert_eq!(again.unwrap_err().code, "template-in-step", "twice is once");
            mem.text(".env.example").to_owned()
        }
        Err(refusal) => refusal.code.to_owned(),
    }
}

#[test]
fn names_come_in_order_and_values_do_not() {
    let env = "# of the shop\nFIRST=1111\nA=aaaa\n\n# the queue\n# was OLD=bbbb\n# again: cccc\nB=bbbb\nexport C='cccc'\nD=4444\nB=twice\n";
    assert_eq!(
        synced(env, "# head\n\n# own words\nA=your-a-here # x\nD=\nMINE=\n"),
        "# head\n\n# of the shop\nFIRST=your-first-here\n# own words\nA=your-a-here # x\n# the queue\nB=your-b-here\nC=your-c-here\nD=\nMINE=\n"
    );
    assert_eq!(synced("A=1\nB=2\n", "A="), "A=\nB=your-b-here");
    assert_eq!(synced("A=1\nB=2\n", ""), "A=your-a-here\nB=your-b-here\n");
    assert_eq!(synced("A=1\n", "A=\nB=\n"), "template-in-step");
    assert_eq!(synced("A=1\nB=2\n", "A=\r\n"), "A=\r\nB=your-b-here\r\n");
}

#[test]
fn without_a_template_none_is_made() {
    let mem = Mem::with(&[(".env", "A=1\n")]);
    let refused = sync_template(Path::new("/w"), Path::new("/w/.env"), &mem);
    assert_eq!(refused.unwrap_err().code, "template-in-step");
}
