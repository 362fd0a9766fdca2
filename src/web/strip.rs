//! Takes comments, indentation and empty lines out of scripts on their way to browsers; line breaks between statements
//! stay, so that what a script does is not touched. Needs no grammar, only where strings, templates and regular
//! expressions begin and end.

/// Words after which a slash begins a regular expression.
const BEFORE_PATTERN: [&str; 13] = [
    "await",
    "case",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
];

/// The script without what only its readers need; `None` when something in it does not end, which is then better
/// served as it is.
#[must_use]
pub fn strip(script: &str) -> Option<String> {
    let mut it = Stripper {
        rest: script,
        out: String::with_capacity(script.len()),
        braces: Vec::new(),
        pattern: true,
    };
    while let Some(next) = it.rest.chars().next() {
        it.step(next)?;
    }
    it.braces.is_empty().then_some(it.out)
}

struct Stripper<'a> {
    rest: &'a str,
    out: String,
    /// Within templates: the braces open since each `${`.
    braces: Vec<usize>,
    /// Whether a slash would begin a regular expression here, and not divide.
    pattern: bool,
}

impl Stripper<'_> {
    fn step(&mut self, next: char) -> Option<()> {
        match next {
            '/' if self.rest.starts_with("//") => self.skip(self.rest.find('\n').unwrap_or(self.rest.len())),
            '/' if self.rest.starts_with("/*") => self.comment()?,
            '/' if self.pattern => self.copy(pattern_length(self.rest)?, false),
            '"' | '\'' => self.copy(string_length(self.rest, next)?, false),
            '`' => self.template()?,
            '{' => self.brace(),
            '}' if self.braces.last() == Some(&0) => {
                self.braces.pop();
                self.template()?;
            }
            '}' => {
                if let Some(open) = self.braces.last_mut() {
                    *open = open.saturating_sub(1);
                }
                self.copy(1, true);
            }
            '\n' => {
                self.skip(1);
                self.line_break();
            }
            it if it.is_whitespace() => {
                self.skip(it.len_utf8());
                self.space();
            }
            it if is_name(it) => self.word(),
            it => {
                let counts = self.rest.starts_with("++") || self.rest.starts_with("--");
                self.copy(if counts { 2 } else { it.len_utf8() }, !counts && !matches!(it, ')' | ']'));
            }
        }
        Some(())
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Keeps the next `bytes`; `pattern`: whether a slash after them begins a regular expression.
    fn copy(&mut self, bytes: usize, pattern: bool) {
        self.out.push_str(self.rest.get(..bytes).unwrap_or_default());
        self.skip(bytes);
        self.pattern = pattern;
    }

    /// A comment over several lines ends the statement before it as a line break does.
    fn comment(&mut self) -> Option<()> {
        let length = self.rest.find("*/")? + 2;
        let lines = self.rest.get(..length)?.contains('\n');
        self.skip(length);
        if lines {
            self.line_break()
        } else {
            self.space()
        }
        Some(())
    }

    fn brace(&mut self) {
        if let Some(open) = self.braces.last_mut() {
            *open += 1;
        }
        self.copy(1, true);
    }

    /// From the backtick, or from the end of an expression within it, to the next expression or the end.
    fn template(&mut self) -> Option<()> {
        let length = literal_length(self.rest, |rest| rest.starts_with('`') || rest.starts_with("${"))?;
        let expression = self.rest.get(..=length)?.ends_with('$');
        if expression {
            self.braces.push(0);
        }
        self.copy(if expression { length + 2 } else { length + 1 }, expression);
        Some(())
    }

    fn line_break(&mut self) {
        self.out.truncate(self.out.trim_end_matches([' ', '\t', '\r']).len());
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    fn word(&mut self) {
        let length = self.rest.find(|it| !is_name(it)).unwrap_or(self.rest.len());
        let word = self.rest.get(..length).unwrap_or_default();
        let keyword = BEFORE_PATTERN.contains(&word) && !self.out.ends_with('.');
        self.copy(length, keyword);
    }
}

fn is_name(it: char) -> bool {
    it.is_alphanumeric() || it == '_' || it == '$' || it == '#'
}

/// Bytes from the first character on up to where `ends` holds; a backslash takes what follows with it.
fn literal_length(text: &str, ends: impl Fn(&str) -> bool) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().skip(1).find_map(|(place, it)| {
        let over = !escaped && text.get(place..).is_some_and(&ends);
        escaped = !escaped && it == '\\';
        over.then_some(place)
    })
}

/// Bytes of the string that begins here; it may not go over a line's end.
fn string_length(text: &str, quote: char) -> Option<usize> {
    let end = literal_length(text, |rest| rest.starts_with([quote, '\n']))?;
    text.get(end..)?.starts_with(quote).then_some(end + 1)
}

/// Bytes of the regular expression that begins here, without its flags.
fn pattern_length(text: &str) -> Option<usize> {
    let (mut escaped, mut class) = (false, false);
    for (place, it) in text.char_indices().skip(1) {
        match it {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            '/' if !class => return Some(place + 1),
            _ => (),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[track_caller]
    fn becomes(script: &str, stripped: &str) {
        assert_eq!(strip(script).as_deref(), Some(stripped));
    }

    #[test]
    fn comments_and_indentation_go() {
        becomes("// a\n/** b\n * c */\nlet x = 1; // d\n\n    x++;\n", "let x = 1;\nx++;\n");
        becomes("f(/** @type {any} */ (x))", "f( (x))");
        becomes("return/* a\n */x", "return\nx"); // as JavaScript reads it
    }

    #[test]
    fn what_only_looks_like_a_comment_stays() {
        for script in [
            "'//' + \"/* */\" + '\\'//'",
            "`// ${a ? `/*${b}*/` : {c: '}'}} //\n   /* d */`",
            "x = /[/*]\\/\\/'/.test(y)",
            "return /'\"`/u;",
            "a.return / b / '//'.length",
            "(a + b) / c; i++ / 2; d[0] / '/*'",
            "`a${b}`/2/c",
        ] {
            becomes(script, script);
        }
    }

    #[test]
    fn a_script_that_does_not_end_is_left_alone() {
        for script in ["'a\n'", "`a", "/* a", "x = /a\n/", "`${"] {
            assert_eq!(strip(script), None, "{script}");
        }
    }

    #[test]
    fn every_script_of_ours_is_understood() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("assets")];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|it| it == "js") {
                    let script = std::fs::read_to_string(&path).unwrap();
                    let stripped = strip(&script);
                    assert!(stripped.is_some(), "{}", path.display());
                    assert_eq!(strip(stripped.as_deref().unwrap()), stripped, "{}", path.display());
                    seen += 1;
                }
            }
        }
        assert!(seen > 100, "the scripts were found");
    }
}
