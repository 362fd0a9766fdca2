//! From the signs of a page to its lines.
use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

/// Signs of one page; more are a picture made of letters, or a trap.
const MOST_SIGNS: usize = 200_000;
/// A gap of so much of a sign's height is a blank.
const BLANK: f64 = 0.16;
/// A step down of so much of a sign's height is a new line.
const STEP: f64 = 0.5;
/// Accents that old typesetting draws as signs of their own, with the letters they make.
const ACCENTS: [(char, &[(char, char)]); 4] = [
    ('˘', &[('g', 'ğ'), ('G', 'Ğ')]),
    ('¸', &[('s', 'ş'), ('S', 'Ş'), ('c', 'ç'), ('C', 'Ç')]),
    ('¨', &[('o', 'ö'), ('O', 'Ö'), ('u', 'ü'), ('U', 'Ü')]),
    ('˙', &[('I', 'İ'), ('ı', 'i')]),
];

/// A line of text.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    /// Height of its signs, in points.
    pub(super) size: f64,
    /// From the top of the page, in points.
    pub(super) y: f64,
    /// Where it begins and ends, from the left, in points.
    pub(super) x: f64,
    pub(super) end: f64,
}

/// Gathers what a page shows.
#[derive(Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
    height: f64,
    end: f64,
    signs: usize,
}

impl Lines {
    /// The lines, tidied.
    pub(super) fn take(self) -> Vec<Line> {
        let tidy = |mut line: Line| {
            line.text = compose(&line.text).split_whitespace().collect::<Vec<_>>().join(" ");
            line
        };
        self.lines.into_iter().map(tidy).filter(|it| !it.text.is_empty()).collect()
    }
}

impl OutputDev for Lines {
    fn begin_page(
        &mut self,
        _number: u32,
        page: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.height = page.ury - page.lly;
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        sign: &str,
    ) -> Result<(), OutputError> {
        self.signs += 1;
        if self.signs > MOST_SIGNS {
            return Ok(());
        }
        // A side of the square that has the area of the sign's box.
        let (across, up) = (font_size * (place.m11 + place.m21), font_size * (place.m12 + place.m22));
        let size = (across * up).abs().sqrt();
        let (x, y) = (place.m31, self.height - place.m32);
        if ![size, x, y, width].iter().all(|it| it.is_finite()) {
            return Ok(());
        }
        match self.lines.last_mut() {
            Some(line) if (line.y - y).abs() <= line.size.max(size) * STEP && x >= self.end - size * 4.0 => {
                if x > self.end + size * BLANK {
                    line.text.push(' ');
                }
                line.text.push_str(sign);
                line.size = line.size.max(size);
                line.end = line.end.max(x + width * size);
            }
            _ => self.lines.push(Line { text: sign.to_owned(), size, y, x, end: x + width * size }),
        }
        self.end = x + width * size;
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// Letters and their accents joined, ligatures taken apart.
fn compose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(sign) = chars.next() {
        let letters = ACCENTS.iter().find(|it| it.0 == sign).map(|it| it.1);
        let next = chars.peek().and_then(|next| letters?.iter().find(|it| it.0 == *next));
        let before = out.chars().last().and_then(|last| letters?.iter().find(|it| it.0 == last));
        match (sign, next, before) {
            (_, Some((_, joined)), _) => {
                chars.next();
                out.push(*joined);
            }
            (_, None, Some((_, joined))) => {
                out.pop();
                out.push(*joined);
            }
            ('ﬁ', ..) => out.push_str("fi"),
            ('ﬂ', ..) => out.push_str("fl"),
            ('ﬀ', ..) => out.push_str("ff"),
            ('ﬃ', ..) => out.push_str("ffi"),
            ('ﬄ', ..) => out.push_str("ffl"),
            ('\u{a0}', ..) => out.push(' '),
            (it, ..) if it.is_control() => (),
            (it, ..) => out.push(it),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_that_stand_alone_find_their_letters() {
        assert_eq!(compose("ö˘grenci ba¸svurusu s¨ure c¸ok ﬁnal"), "öğrenci başvurusu süre çok final");
    }
}
