//! Files within a zip file, with limits: how many, how large each and all together, and how much larger than packed.
use super::Reason;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// Files in one zip file.
const MOST_FILES: usize = 2_000;
/// What all of them may have, unpacked.
const MOST_TOGETHER: u64 = 300 * 1024 * 1024;
/// Text packs to a tenth, at best to a fiftieth; a bomb to a thousandth.
const MOST_RATIO: u64 = 200;
/// So much is no bomb, however well it packs.
const HARMLESS: u64 = 1024 * 1024;

/// An open zip file; counts what was unpacked.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    unpacked: u64,
}

/// Whether a file of this name is inside. Reads the list of names only.
pub(super) fn has(bytes: &[u8], name: &str) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|it| it.index_for_name(name).is_some())
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Package<'a>, Reason> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "import_archive_unreadable")?;
        if archive.len() > MOST_FILES {
            return Err("import_archive_too_many");
        }
        if archive.has_overlapping_files().unwrap_or(true) {
            return Err("import_archive_too_large");
        }
        Ok(Package { archive, unpacked: 0 })
    }

    /// Names of the files, in the order of the list.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.archive.file_names().filter_map(Result::ok);
        names.filter(|it| !it.ends_with('/')).map(|it| it.into_owned()).collect()
    }

    /// The file `name`, at most `most` bytes long.
    pub(super) fn read(&mut self, name: &str, most: usize) -> Result<Vec<u8>, Reason> {
        let mut file = self.archive.by_name(name).map_err(|_| "import_archive_unreadable")?;
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        let packed = file.compressed_size().max(1);
        // What the file says of itself may be a lie: it is counted while it is read, too.
        let allowed =
            most.min(MOST_TOGETHER.saturating_sub(self.unpacked)).min(HARMLESS.max(packed * MOST_RATIO));
        if file.size() > allowed {
            return Err("import_archive_too_large");
        }
        let mut bytes = Vec::new();
        let read = file.by_ref().take(allowed + 1).read_to_end(&mut bytes);
        read.map_err(|_| "import_archive_unreadable")?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.unpacked += length;
        if length > allowed { Err("import_archive_too_large") } else { Ok(bytes) }
    }
}
