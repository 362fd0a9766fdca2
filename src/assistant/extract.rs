//! stub
pub fn answer(_q: &str, _h: &[crate::knowledge::SearchHit], _f: f64) -> Option<super::types::Answer> {
    None
}
