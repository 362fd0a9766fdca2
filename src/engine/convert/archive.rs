//! A zip file of other files; images in it belong to the texts that show them.
use super::package::Package;
use super::{Converted, Draft, Failure, How, Kind, MOST_BYTES, Reason, kind, read_one};

/// Largest image that is taken along.
const IMAGE_BYTES: usize = 5 * 1024 * 1024;
const IMAGES: [&str; 5] = [".png", ".jpg", ".jpeg", ".gif", ".webp"];

pub(super) fn read(name: &str, bytes: &[u8], how: &How) -> Result<Converted, Reason> {
    let mut package = Package::open(bytes)?;
    let mut all = Converted::default();
    for inner in package.names() {
        if is_ignored(&inner) {
            continue;
        }
        let place = format!("{name}/{inner}");
        let read = package.read(&inner, MOST_BYTES).and_then(|bytes| {
            let kind = kind::of(&inner, &bytes)?;
            if kind == Kind::Zip { Err("import_archive_nested") } else { read_one(&place, &bytes, kind, how) }
        });
        match read {
            Ok(mut found) => {
                found.drafts.iter_mut().for_each(|it| fill_images(it, &inner, &mut package));
                all.drafts.append(&mut found.drafts);
                all.failures.append(&mut found.failures);
            }
            Err(code) => all.failures.push(Failure { source: place, code: code.to_owned() }),
        }
    }
    if all.drafts.is_empty() && all.failures.is_empty() { Err("import_archive_empty") } else { Ok(all) }
}

/// Images are taken with their texts; what systems add of their own is nobody's text.
fn is_ignored(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let hidden = name.split('/').any(|it| it.starts_with('.') || it == "__MACOSX");
    hidden || IMAGES.iter().any(|it| lower.ends_with(it))
}

/// Finds a draft's images beside the text, by their relative names.
fn fill_images(draft: &mut Draft, text: &str, package: &mut Package<'_>) {
    let folder = text.rsplit_once('/').map_or("", |it| it.0);
    for image in draft.images.iter_mut().filter(|it| it.bytes.is_empty() && !it.source.contains(':')) {
        let Some(path) = resolve(folder, &image.source) else { continue };
        if let Ok(bytes) = package.read(&path, IMAGE_BYTES) {
            image.bytes = bytes;
        }
    }
}

/// `../a/b.png` as seen from `folder`; `None` when it leads out.
fn resolve(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    if relative.starts_with('/') {
        parts.clear();
    }
    for part in relative.split('/') {
        match part {
            "" | "." => (),
            ".." => _ = parts.pop()?,
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}
