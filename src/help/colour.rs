//! Colours of a site that can be read: the same arithmetic as the widget's (`assets/widget/settings.js`). Pure.

/// Red, green and blue, 0 to 255.
pub(super) type Rgb = [u8; 3];

/// Text and shapes have this ratio to their ground at least (WCAG 2.2, 1.4.3).
pub(super) const READABLE: f64 = 4.5;

/// `#0b6e85`.
pub(super) fn parse(text: &str) -> Option<Rgb> {
    let digits = text.trim().strip_prefix('#').filter(|it| it.len() == 6)?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = value.to_be_bytes();
    Some([red, green, blue])
}

/// As it is written in a style sheet.
pub(super) fn css([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// WCAG's relative luminance.
fn luminance(rgb: Rgb) -> f64 {
    let [red, green, blue] = rgb.map(|it| {
        let part = f64::from(it) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// How much two colours differ, 1 to 21.
pub(super) fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Black or white, whichever reads better on it.
pub(super) fn text_on(ground: Rgb) -> Rgb {
    let (white, black) = ([255; 3], [0; 3]);
    if contrast(ground, white) >= contrast(ground, black) { white } else { black }
}

/// The colour, darker or lighter until it can be read on `ground`.
pub(super) fn readable(colour: Rgb, ground: Rgb) -> Rgb {
    let target = if luminance(ground) > 0.18 { 0 } else { 255 };
    (0..=20)
        .map(|step| mix(colour, [target; 3], step))
        .find(|it| contrast(*it, ground) >= READABLE)
        .unwrap_or([target; 3])
}

/// So many twentieths of the way from one colour to another.
pub(super) fn mix(from: Rgb, to: Rgb, twentieths: u16) -> Rgb {
    let mut out = [0; 3];
    for ((out, from), to) in out.iter_mut().zip(from).zip(to) {
        let mixed = (u16::from(from) * (20 - twentieths.min(20)) + u16::from(to) * twentieths.min(20)) / 20;
        *out = u8::try_from(mixed).unwrap_or(u8::MAX);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ratios_are_the_known_ones() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        assert_eq!(parse("#0b6e85"), Some([0x0b, 0x6e, 0x85]));
        assert_eq!(parse("teal"), None);
        assert_eq!((text_on([0x0b, 0x6e, 0x85]), text_on([0xff, 0xe0, 0x00])), ([255; 3], [0; 3]));
    }

    proptest! {
        #[test]
        fn whatever_a_site_chose_can_be_read(colour in any::<Rgb>(), ground in any::<Rgb>()) {
            let shown = readable(colour, ground);
            prop_assert!(contrast(shown, ground) >= READABLE || shown == [0; 3] || shown == [255; 3]);
            prop_assert!(contrast(text_on(colour), colour) >= READABLE);
        }
    }
}
