//! Where addresses are, by a file in MaxMind's format that the admin installs. Without one nobody is anywhere; nothing is
//! ever asked of another machine.
use crate::Result;
use anyhow::Context as _;
use maxminddb::{Mmap, PathElement, Reader};
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

/// The file, mapped: its pages are read when they are needed. Cloning copies a pointer.
#[derive(Clone, Default)]
pub struct Places(Option<Arc<Reader<Mmap>>>);

/// What the file knows of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Two letters of ISO 3166, such as `TR`.
    pub country: Option<String>,
    /// In Turkish where the file has that, else in English.
    pub city: Option<String>,
}

impl Places {
    /// Opens the file, if one is named.
    ///
    /// # Errors
    /// When it cannot be read or is no such file.
    pub fn open(file: Option<&Path>) -> Result<Places> {
        let Some(file) = file else { return Ok(Places::default()) };
        // SAFETY: the mapping is sound as long as nobody changes the file in place. `geoipupdate`, and whoever follows
        // `installer/asisttr.example.toml`, puts another file in its stead, which leaves the mapped one as it is.
        #[expect(unsafe_code, reason = "a file of up to a hundred megabytes is not to be held in memory")]
        let reader = unsafe { Reader::open_mmap(file) };
        let reader = reader.with_context(|| format!("cannot use {} for places", file.display()))?;
        Ok(Places(Some(Arc::new(reader))))
    }

    /// Where an address is; nothing for addresses that the file does not know.
    #[must_use]
    pub fn find(&self, address: IpAddr) -> Place {
        let found = self.0.as_ref().and_then(|it| it.lookup(address.to_canonical()).ok());
        let Some(found) = found.filter(maxminddb::LookupResult::has_data) else { return Place::default() };
        let text = |path: &[&str]| {
            let path: Vec<PathElement<'_>> = path.iter().map(|it| PathElement::Key(it)).collect();
            found.decode_path::<String>(&path).ok().flatten().filter(|it| !it.is_empty())
        };
        Place {
            country: text(&["country", "iso_code"]).or_else(|| text(&["registered_country", "iso_code"])),
            city: text(&["city", "names", "tr"]).or_else(|| text(&["city", "names", "en"])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made up with `mmdb_writer`: addresses of RFC 5737 and RFC 3849 in İzmir, in Germany and in the Netherlands.
    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb");

    fn place(country: &str, city: Option<&str>) -> Place {
        Place { country: Some(country.to_owned()), city: city.map(str::to_owned) }
    }

    #[test]
    fn the_file_says_where_an_address_is() {
        let places = Places::open(Some(Path::new(FILE))).unwrap();
        let find = |it: &str| places.find(it.parse().unwrap());
        assert_eq!(find("203.0.113.7"), place("TR", Some("İzmir")));
        assert_eq!(find("::ffff:203.0.113.7"), place("TR", Some("İzmir")), "the same, mapped");
        assert_eq!(find("198.51.100.1"), place("DE", None));
        assert_eq!(find("2001:db8::1"), place("NL", None));
        assert_eq!(find("192.0.2.1"), Place::default());
    }

    #[test]
    fn without_a_file_nobody_is_anywhere_and_a_wrong_one_is_named() {
        let nowhere = Places::open(None).unwrap();
        assert_eq!(nowhere.find("203.0.113.7".parse().unwrap()), Place::default());
        let wrong = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert!(Places::open(Some(&wrong)).is_err());
    }
}
