//! The folder of models: what lies in it is what is installed, whoever put it there.
use super::rules;
use crate::config::Config;
use crate::engine::fetch;
use crate::engine::llm::gguf::Header;
use crate::{Error, Result};
use anyhow::Context as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A model's file.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Whether it lies elsewhere.
    pub linked: bool,
    /// What its head says, or why it is no model.
    pub header: std::result::Result<Header, String>,
}

/// How a file comes into the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It stays where it is.
    Link,
    /// It is copied.
    Copy,
}

/// Where models lie.
#[must_use]
pub fn of(config: &Config) -> PathBuf {
    config.data_dir.join("models")
}

/// The models that lie there, by name. Reads their heads: not for async threads.
///
/// # Errors
/// When the folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = names(folder)?.iter().filter_map(|it| entry(folder, it)).collect();
    entries.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(entries)
}

/// One of them.
#[must_use]
pub fn entry(folder: &Path, file: &str) -> Option<Entry> {
    if !rules::is_file_name(file) {
        return None;
    }
    let path = folder.join(file);
    let linked = fs::symlink_metadata(&path).ok()?.is_symlink();
    let header = Header::read(&path).map_err(|fault| fault.to_string());
    let bytes = fs::metadata(&path).map_or(0, |it| it.len());
    Some(Entry { file: file.to_owned(), bytes, linked, header })
}

/// Files that have not come whole, with where they come from.
///
/// # Errors
/// When the folder cannot be read.
pub fn unfinished(folder: &Path) -> Result<Vec<(String, u64, fetch::Note)>> {
    let unfinished = |name: &String| {
        let file = name.strip_suffix(".part")?.to_owned();
        let target = folder.join(&file);
        let bytes = fs::metadata(fetch::part(&target)).ok()?.len();
        Some((file, bytes, fetch::note(&target)?))
    };
    Ok(names(folder)?.iter().filter_map(unfinished).collect())
}

fn names(folder: &Path) -> Result<Vec<String>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(entries.flatten().filter_map(|it| it.file_name().into_string().ok()).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(anyhow::Error::new(error).context("read the folder of models").into()),
    }
}

/// Brings a file of this machine into the folder; answers its name there. Copying takes a while: not for async threads.
///
/// # Errors
/// 422 when it is not there or no model, 409 `model_installed`.
pub fn add(folder: &Path, path: &Path, how: How) -> Result<String> {
    let path = fs::canonicalize(path).map_err(|_| Error::invalid("path", "file_not_there"))?;
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
    if !rules::is_file_name(name) {
        return Err(Error::invalid("path", "model_file_name"));
    }
    Header::read(&path).map_err(|fault| {
        tracing::info!(file = name, %fault, "not added: no model");
        Error::invalid("path", "not_a_model")
    })?;
    fs::create_dir_all(folder).context("make the folder of models")?;
    let target = folder.join(name);
    if fs::symlink_metadata(&target).is_ok() {
        return Err(Error::Conflict("model_installed"));
    }
    match how {
        How::Link => std::os::unix::fs::symlink(&path, &target).context("link the model")?,
        How::Copy => {
            let part = folder.join(format!("{name}.copy"));
            let copied = fs::copy(&path, &part).and_then(|_| fs::rename(&part, &target));
            if let Err(error) = copied {
                let _ = fs::remove_file(&part); // what was copied of it
                return Err(anyhow::Error::new(error).context("copy the model").into());
            }
        }
    }
    Ok(name.to_owned())
}

/// Removes a file; of one that lies elsewhere, only the link.
///
/// # Errors
/// 404 when it is not there.
pub fn remove(folder: &Path, file: &str) -> Result<()> {
    if !rules::is_file_name(file) {
        return Err(Error::NotFound("model"));
    }
    match fs::remove_file(folder.join(file)) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Error::NotFound("model")),
        Err(error) => Err(anyhow::Error::new(error).context("remove the model").into()),
    }
}

/// Puts a file that has come whole into its place, if it is a model; else it goes.
///
/// # Errors
/// Why it is none.
pub fn settle(target: &Path) -> std::result::Result<(), String> {
    let part = fetch::part(target);
    let settled = Header::read(&part)
        .map_err(|fault| fault.to_string())
        .and_then(|_| fs::rename(&part, target).map_err(|error| error.to_string()));
    let discarded = fetch::discard(target); // the note too
    settled.and(discarded.map_err(|error| error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_linked_once_and_only_if_it_is_a_model() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = elsewhere.path().join("page.gguf");
        fs::write(&path, "<!doctype html>").unwrap();
        assert_eq!(add(folder.path(), &path, How::Link).unwrap_err().code(), "not_a_model");
        assert_eq!(
            add(folder.path(), &elsewhere.path().join("x"), How::Link).unwrap_err().code(),
            "file_not_there"
        );
        let bad = elsewhere.path().join("a model.gguf");
        fs::write(&bad, "GGUF").unwrap();
        assert_eq!(add(folder.path(), &bad, How::Link).unwrap_err().code(), "model_file_name");
        assert!(list(folder.path()).unwrap().is_empty());
        assert_eq!(remove(folder.path(), "../x.gguf").unwrap_err().code(), "not_found");
    }

    #[test]
    fn what_is_no_model_is_listed_with_its_fault() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("broken.gguf"), "GGUF").unwrap();
        fs::write(folder.path().join("notes.txt"), "x").unwrap();
        let found = list(folder.path()).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].header.as_ref().unwrap_err().contains("damaged"));
    }
}
