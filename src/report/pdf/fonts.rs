//! The fonts of papers. Those of the machine are never looked at.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::Font;
use typst_kit::fonts::FontStore;

/// The fonts that are not among those of the engine: a sans serif, and two scripts that those lack.
const FONTS: [&[u8]; 7] = [
    include_bytes!("fonts/NotoSans-Regular.ttf"),
    include_bytes!("fonts/NotoSans-Bold.ttf"),
    include_bytes!("fonts/NotoSans-Italic.ttf"),
    include_bytes!("fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("fonts/NotoSansEthiopic-Regular.ttf"),
    include_bytes!("fonts/NotoSansEthiopic-Bold.ttf"),
];

/// All fonts there are.
pub static STORE: LazyLock<FontStore> = LazyLock::new(|| {
    let mut store = FontStore::new();
    store.extend(typst_kit::fonts::embedded());
    for font in FONTS {
        store.extend(Font::iter(Bytes::new(font)).map(|font| {
            let info = font.info().clone();
            (font, info)
        }));
    }
    store
});
