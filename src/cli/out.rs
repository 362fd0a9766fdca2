//! What commands print: words on a terminal, one JSON document per line for programs.
use super::words;
use crate::base::{Lang, words as error_words};
use crate::{Error, Result};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::ExitCode;

/// The way out of a command.
pub(super) struct Out {
    /// JSON instead of words.
    pub(super) json: bool,
    /// The language of the words.
    pub(super) lang: Lang,
}

impl Out {
    /// The result: `document` for programs, `lines` for people.
    pub(super) fn done(&self, document: &Value, lines: &str) {
        let mut stdout = std::io::stdout().lock();
        let shown = if self.json { document.to_string() } else { lines.to_owned() };
        let _ = writeln!(stdout, "{shown}").and_then(|()| stdout.flush()); // nobody reads any more
    }

    /// Why a command failed: JSON on standard output for programs, a line on standard error for people.
    pub(super) fn problem(&self, code: &str, detail: &str) {
        if self.json {
            self.done(&json!({ "error": { "code": code, "detail": detail } }), "");
        } else {
            let _ = complain(&format!("{}: {detail}", self.text("failed")));
        }
    }

    /// Reports how a command ended.
    pub(super) fn finish(&self, result: Result<ExitCode>) -> ExitCode {
        match result {
            Ok(code) => code,
            Err(error) => {
                let detail = match &error {
                    Error::Internal(cause) => format!("{cause:#}"), // the administrator may see the cause
                    Error::Invalid(fields) => fields
                        .iter()
                        .map(|it| format!("{}: {}", it.field, error_words::of_field(it, self.lang)))
                        .collect::<Vec<_>>()
                        .join("; "),
                    Error::NotFound(what) => format!("{} ({what})", error_words::of_error(&error, self.lang)),
                    other => error_words::of_error(other, self.lang),
                };
                self.problem(error.code(), &detail);
                ExitCode::FAILURE
            }
        }
    }

    pub(super) fn text(&self, key: &str) -> &'static str {
        words::text(self.lang, key)
    }
}

/// A line on standard error.
pub(super) fn complain(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stderr().lock(), "{line}")
}

/// A line on standard error that the next one replaces.
pub(super) fn progress(line: &str) -> std::io::Result<()> {
    let mut stderr = std::io::stderr().lock();
    write!(stderr, "\r\x1b[K{line}")?;
    stderr.flush()
}
