//! Values that are hard to quote: one for each thing that some parser gets wrong, and noise.

/// The listed values, long ones, and this many made up from the seed.
pub(crate) fn values(made_up: usize, seed: u64) -> Vec<String> {
    let mut values: Vec<String> = LISTED.iter().map(|&value| value.to_owned()).collect();
    values
        .extend(["x", "x y", "a$b ", "\"'", "é🔑"].map(|part| part.repeat(64 * 1024 / part.len())));
    let mut noise = Noise(seed);
    values.extend((0..made_up).map(|number| noise.value(number)));
    values
}

/// Not the empty one: nobody hides it, and several parsers take it for none.
const LISTED: &[&str] = &[
    "plain",
    "a=b==",
    "=lead",
    "#lead",
    "in#side",
    "blank #hash",
    " outer ",
    "\touter\t",
    "a\tb",
    " ",
    "\t",
    "a&b;c|d<e>(f)",
    "dou\"ble",
    "sin'gle",
    "a'b\"c",
    "a'b\"c`d",
    "'quoted'",
    "\"quoted\"",
    "`quoted`",
    "'open",
    "\"open",
    "close'",
    "close\"",
    "'",
    "\"",
    "`",
    "''",
    "tick`s",
    "a$b",
    "${HOME}",
    "$HOME",
    "a${HOME}b",
    "$(id)",
    "`id`",
    "end$",
    "a$$b",
    "$1",
    "$",
    "${",
    "${AA}",
    "${UNSET:-x}",
    "a\\b",
    "a\\nb",
    "a\\tb",
    "a\\\\b",
    "end\\",
    "\\",
    "\\\\",
    "a\\'b\\\"c",
    "a\\$b",
    "a'b$c",
    "a\"b$c",
    "a'b #c",
    "a\nb\nc",
    "\n",
    "a\n",
    "\na",
    "a\n\nb",
    "a\n#b",
    "a\nBB=3\nc",
    "a'\nb",
    "a\"\nb",
    "a$b\nc",
    "a\r\nb",
    "a\rb",
    "\r",
    "end\r",
    "påß-東京-🔑",
    "e\u{301}",
    "\u{feff}x",
    "\u{a0}x\u{a0}",
    "\u{2028}",
    "{\"k\":\"v\\nw\"}",
    "~",
    "~/x",
    "*",
    "!x",
    "!!",
    "%PATH%",
    "^a",
    "export X",
    "a: b",
    "AA=1",
    "true",
    "\u{7f}",
    "\u{1b}[0m",
    "a\u{b}b",
    "a\u{c}b",
    "\u{85}",
];

struct Noise(u64);

impl Noise {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % below
    }

    /// Signs, signs among letters, lines, words of several scripts, and anything at all in turn.
    fn value(&mut self, number: usize) -> String {
        const SIGNS: &str = "$#'\"`\\ =&;|<>()!%~*:@{}\nabN1";
        const SPARSE: &str =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.$#'\"\\ ";
        const SCRIPTS: &str = "aé東🔑ß \t\n'\"\u{301}\u{200d}Ω";
        let (alphabet, len) = match number % 5 {
            0 => (SIGNS, 12),
            1 => (SPARSE, 40),
            2 => (SIGNS, 3),
            3 => (SCRIPTS, 10),
            _ => ("", 16),
        };
        let letters: Vec<char> = alphabet.chars().collect();
        let len = 1 + self.next(len);
        (0..len)
            .map(|_| match letters.len() {
                0 => self.any(),
                count => letters[self.next(count)],
            })
            .collect()
    }

    /// Any character but zero, the low ones more often.
    fn any(&mut self) -> char {
        let top = [0x80, 0x80, 0x800, 0x1_0000, 0x11_0000][self.next(5)];
        loop {
            let code = u32::try_from(1 + self.next(top - 1)).unwrap_or(1);
            if let Some(character) = char::from_u32(code) {
                return character;
            }
        }
    }
}
