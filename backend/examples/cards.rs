//! Draws cards with all kinds of titles into a folder: `cargo run --package broadsheet --example cards -- DIR [FONTS]`. For
//! looking at them, with the fonts of the system and those of the folder `FONTS`.

use std::{env, error::Error, fs, path::PathBuf};

use broadsheet::{
    config,
    platform::cards::{Card, Cards},
};

const TITLES: [(&str, &str, &str); 12] = [
    ("short", "On engines", "Ada Lovelace"),
    ("usual", "What a borrow checker taught me about lending books", "Jonas Lindqvist"),
    (
        "long",
        "Everything I have learned in eleven years of keeping bees on the roof of a library, including what to say to the \
         neighbours, and why you should never, ever paint a hive at noon in the middle of July when the wind is from the west",
        "Mina",
    ),
    ("word", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "Šárka Ňůňová"),
    ("cyrillic", "Съешь же ещё этих мягких французских булок, да выпей чаю", "Юлия Щербакова"),
    ("greek", "Ο ήλιος, η θάλασσα και το φως: σημειώσεις ενός καλοκαιριού", "Ελένη Παπαδοπούλου"),
    ("japanese", "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。", "夏目漱石"),
    ("mixed", "Rust と WebAssembly で作る「小さな」ブログ", "Kenji"),
    ("emoji", "We did it 🎉 and nobody was hurt ❤️", "Tomas"),
    ("hebrew", "שלום (world), מה שלומך היום? פרק 12", "דוד כהן"),
    ("arabic", "الطريق إلى البحر: ملاحظات من رحلة طويلة (2026)", "ليلى حسن"),
    ("hindi", "समुद्र के रास्ते: एक लंबी यात्रा की टिप्पणियाँ", "मीरा"),
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1).map(PathBuf::from);
    let Some(folder) = arguments.next() else {
        eprintln!("usage: cards DIR [FONTS]");
        return Ok(());
    };
    fs::create_dir_all(&folder)?;
    let cards = Cards::new(&config::Cards { fonts_folder: arguments.next(), system_fonts: true });
    let [site, date] = ["The Margin", "5 March 2026"].map(str::to_owned);
    let description = "Notes on engines, bees, and the long way home, by the people of our town.".to_owned();
    let mut wanted = vec![("site".to_owned(), Card::Site { name: site.clone(), description })];
    wanted.extend(TITLES.map(|(name, title, author)| {
        let [title, author] = [title, author].map(str::to_owned);
        (name.to_owned(), Card::Post { site: site.clone(), title, author, date: date.clone() })
    }));
    for (name, card) in wanted {
        match cards.draw(card).await? {
            Some(png) => {
                println!("{name}: {} bytes", png.len());
                fs::write(folder.join(name).with_extension("png"), png)?;
            }
            None => println!("{name}: no font has all its letters"),
        }
    }
    Ok(())
}
