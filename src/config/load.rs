//! Reads the layers: defaults < `asisttr.toml` < `ASISTTR_*` < flags. A name nobody knows is an error that says
//! which one was probably meant, because a setting that silently does nothing is worse than none.
use super::Config;
use super::keys::{KEYS, Key, nearest};
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Variables that are no settings: where the file lies, where a debug build finds its pages and how late it is there,
/// and the password for `admin create`.
const OTHER_VARIABLES: &[&str] =
    &["ASISTTR_CONFIG", "ASISTTR_ASSETS", "ASISTTR_AHEAD_MINUTES", "ASISTTR_PASSWORD"];

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there but cannot be read.
    #[error("{0}: {1}")]
    Unreadable(String, String),
    /// A name that means nothing.
    #[error("{place}: unknown key `{name}`{}", nearest.as_ref().map(|it| format!("; did you mean `{it}`?")).unwrap_or_default())]
    Unknown {
        /// The file or the environment.
        place: String,
        /// As it was written.
        name: String,
        /// The known name most like it.
        nearest: Option<String>,
    },
    /// A value of the wrong form.
    #[error("{place}: `{name}` must be {expected}")]
    Invalid {
        /// The file or the environment.
        place: String,
        /// The key or variable.
        name: String,
        /// What a right value looks like.
        expected: &'static str,
    },
}

/// The configuration of the file (`file`, else `$ASISTTR_CONFIG`, else `asisttr.toml` if there is one) and the
/// environment. Flags are put on top by the caller.
///
/// # Errors
/// When the file cannot be read, or something in it or in the environment is unknown or of the wrong form.
pub fn load(file: Option<&Path>) -> Result<Config, ConfigError> {
    let named = file.map(Path::to_owned).or_else(|| std::env::var_os("ASISTTR_CONFIG").map(PathBuf::from));
    let mut config = Config::default();
    let path = named.clone().unwrap_or_else(|| PathBuf::from("asisttr.toml"));
    if named.is_some() || path.exists() {
        let place = path.display().to_string();
        let text = std::fs::read_to_string(&path)
            .map_err(|error| ConfigError::Unreadable(place.clone(), error.to_string()))?;
        apply_file(&mut config, &place, &text)?;
    }
    let variables = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let ours = variables.filter(|(name, _)| name.starts_with("ASISTTR_"));
    apply_environment(&mut config, ours.map(|(name, value)| (name, value.to_string_lossy().into_owned())))?;
    Ok(config)
}

/// Puts what the file says on top of `config`.
///
/// # Errors
/// As [`load`].
pub fn apply_file(config: &mut Config, place: &str, text: &str) -> Result<(), ConfigError> {
    let table: Table =
        text.parse().map_err(|error| ConfigError::Unreadable(place.to_owned(), format!("{error}")))?;
    for (name, value) in flatten(&table) {
        let Some(key) = KEYS.iter().find(|it| it.name == name) else {
            let nearest = nearest(&name, KEYS.iter().map(|it| it.name.to_owned()));
            return Err(ConfigError::Unknown { place: place.to_owned(), name, nearest });
        };
        set(config, key, place, &name, &value)?;
    }
    Ok(())
}

/// Puts what the environment says on top of `config`.
///
/// # Errors
/// As [`load`].
pub fn apply_environment(
    config: &mut Config,
    variables: impl Iterator<Item = (String, String)>,
) -> Result<(), ConfigError> {
    for (name, value) in variables.filter(|(name, _)| !OTHER_VARIABLES.contains(&name.as_str())) {
        let Some(key) = KEYS.iter().find(|it| it.variable() == name) else {
            let nearest = nearest(&name, KEYS.iter().map(Key::variable));
            return Err(ConfigError::Unknown { place: "environment".to_owned(), name, nearest });
        };
        set(config, key, "environment", &name, &value)?;
    }
    Ok(())
}

fn set(config: &mut Config, key: &Key, place: &str, name: &str, text: &str) -> Result<(), ConfigError> {
    (key.set)(config, text).map_err(|expected| ConfigError::Invalid {
        place: place.to_owned(),
        name: name.to_owned(),
        expected,
    })
}

/// Every value of the file as `table.key` and text; lists as their items joined by commas.
fn flatten(table: &Table) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, value) in table {
        match value {
            Value::Table(inner) => {
                all.extend(flatten(inner).into_iter().map(|(key, text)| (format!("{name}.{key}"), text)));
            }
            Value::Array(items) => {
                all.push((name.clone(), items.iter().map(text).collect::<Vec<_>>().join(",")))
            }
            other => all.push((name.clone(), text(other))),
        }
    }
    all
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../installer/asisttr.example.toml");

    /// The example with every `# key = value` and `# [table]` switched on.
    fn switched_on() -> String {
        let on = |line: &str| match line.strip_prefix("# ") {
            Some(rest)
                if rest.starts_with('[') || rest.split_once(" = ").is_some_and(|it| !it.0.contains(' ')) =>
            {
                rest.to_owned()
            }
            _ => line.to_owned(),
        };
        EXAMPLE.lines().map(on).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_example_says_the_defaults_of_every_key() {
        let mut config = Config { listen: ([1, 1, 1, 1], 1).into(), ..Config::default() };
        apply_file(&mut config, "example", &switched_on()).unwrap();
        assert_eq!(config, Config::default());
        let named: Vec<String> =
            flatten(&switched_on().parse().unwrap()).into_iter().map(|it| it.0).collect();
        for key in KEYS {
            assert!(named.contains(&key.name.to_owned()), "{} is not in the example", key.name);
        }
    }

    #[test]
    fn the_example_as_shipped_changes_nothing() {
        let mut config = Config::default();
        apply_file(&mut config, "example", EXAMPLE).unwrap();
        assert_eq!(config, Config::default());
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let error = apply_file(&mut Config::default(), "f", "[limits]\nmesages = 3").unwrap_err();
        assert_eq!(error.to_string(), "f: unknown key `limits.mesages`; did you mean `limits.messages`?");
        let variables = [("ASISTTR_LISTN".to_owned(), "x".to_owned())];
        let error = apply_environment(&mut Config::default(), variables.into_iter()).unwrap_err();
        assert!(error.to_string().contains("`ASISTTR_LISTEN`"), "{error}");
    }

    #[test]
    fn later_layers_win_and_wrong_values_are_named() {
        let mut config = Config::default();
        apply_file(&mut config, "f", "trusted_proxies = [\"10.0.0.1\"]\n[limits]\nmessages = 9").unwrap();
        let variables = [("ASISTTR_LIMITS_MESSAGES".to_owned(), "0".to_owned())];
        apply_environment(&mut config, variables.into_iter()).unwrap();
        assert_eq!(config.limits.messages, 0);
        assert_eq!(config.trusted_proxies.len(), 1);
        let error = apply_file(&mut config, "f", "listen = 8080").unwrap_err();
        assert_eq!(error.to_string(), "f: `listen` must be an address and port: 127.0.0.1:8080");
    }
}
