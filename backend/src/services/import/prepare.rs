//! From a file to all that its transaction needs: read, compared, decoded, rendered. Nothing here writes.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, OnceLock},
};

use broadsheet_shared::id::PostId;

use super::{
    Options,
    byline::Byline,
    facts::Facts,
    front_matter::Document,
    pictures,
    source::{Reading, Source},
};
use crate::{
    config::Config,
    domain::post::Imported,
    platform::{
        crypto,
        images::{Fonts, Picture},
        markdown::{Markdown, People, PictureName, Profile, picture_names, with_addresses},
    },
    repositories::{DatabaseError, posts},
    services::{Context, mentions, posts::ImportedPost},
};

/// What all files of one import share.
pub(super) struct Library {
    pub source: Source,
    /// Folders of posts that have one of their own, by the path of the page.
    pub bundles: HashMap<String, String>,
    pub limits: Limits,
    /// Looked for at the first drawing.
    fonts: OnceLock<Fonts>,
}

/// How far an import goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub max_file_bytes: u64,
    pub max_picture_bytes: u64,
    /// Takes posts without a source that have the same path.
    pub adopts_unnamed: bool,
    /// Writes over posts that were edited on the site.
    pub overwrites: bool,
}

impl Limits {
    pub fn of(config: &Config, options: &Options) -> Self {
        Self {
            max_file_bytes: config.importer.max_file_kib << 10,
            max_picture_bytes: config.media.max_file_mib << 20,
            adopts_unnamed: options.adopts_unnamed,
            overwrites: options.overwrites,
        }
    }
}

/// A picture of a post, re-encoded.
pub(super) struct OwnPicture {
    pub picture: Picture,
    pub alt: String,
}

/// A post that can be stored.
pub(super) struct Ready {
    pub post: ImportedPost,
    pub author: Option<String>,
    pub byline: Option<Byline>,
    pub category: Option<(broadsheet_shared::value::Slug, String)>,
    pub old_paths: Vec<String>,
    pub pictures: Vec<OwnPicture>,
    /// Place of the cover among the pictures.
    pub cover: Option<usize>,
    pub is_update: bool,
    /// The file's post, if it was stored before sources had names.
    pub unnamed: Option<PostId>,
}

/// What became of a file so far.
pub(super) enum Prepared {
    Ready(Box<Ready>),
    Unchanged,
    /// Unchanged, but stored before sources had names: this is what it is called now.
    Unnamed(PostId, String),
    Refused(String),
}

/// Why a changed file of an early import waits for a word.
const UNNAMED: &str = "a post of this path was imported before folders had names, and its file was another. If it is \
    this folder's post, import once with --adopt; if not, import the other folder first";

/// Why a changed file waits for a word: on the site stands a text that is nowhere else.
const EDITED: &str = "edited on the site since it was imported; give --overwrite to replace it with the file";

/// Why a picture that was found is not shown.
const UNREPLACED: &str =
    "it is there, but its name is written in a way that is not understood; write ![](name) on one line";

impl Prepared {
    /// The people of a post that several wrote.
    pub fn byline(&self) -> Option<&Byline> {
        match self {
            Self::Ready(ready) => ready.byline.as_ref().filter(|byline| byline.names.len() > 1),
            _ => None,
        }
    }
}

/// A post that a file made before.
struct Known {
    post: PostId,
    /// Of the file, then.
    hash: String,
    is_named: bool,
    /// Somebody changed it on the site since.
    is_edited: bool,
}

impl Known {
    fn of(imported: Imported, is_named: bool) -> Self {
        let Imported { id: post, hash, is_edited } = imported;
        Self { post, hash, is_named, is_edited }
    }
}

/// A file that was read, and the pictures that it names.
struct Read {
    facts: Facts,
    /// What the text names beside it.
    names: Vec<PictureName>,
    /// The file of each name that has one.
    paths: HashMap<String, String>,
    files: BTreeMap<String, Vec<u8>>,
    cover: Option<String>,
    hash: String,
    /// True if a drawing has words in it.
    has_words: bool,
}

impl Read {
    /// What the content is known by. Drawings without their words are not what the file says: with fonts it is another.
    fn hash(&self, lacks_fonts: bool) -> String {
        if lacks_fonts { format!("{} without fonts", self.hash) } else { self.hash.clone() }
    }
}

/// What a person should know about a file besides what became of it.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// Pictures that it names and that could not be had.
    pub missing: Vec<String>,
    /// True if its drawings lack their words, for want of fonts.
    pub lacks_fonts: bool,
}

impl Library {
    /// Reads which posts have folders of their own. Without `fonts`, those of the system are taken. Blocking.
    pub fn new(source: Source, files: &[String], limits: Limits, fonts: Option<Fonts>) -> Self {
        let mut bundles = HashMap::new();
        for file in files {
            let Some((folder, _)) = file.rsplit_once('/').filter(|(_, name)| is_index(name)) else {
                continue;
            };
            // A file that cannot be read is refused when its turn comes.
            if let Ok(Reading::Bytes(bytes)) = source.read(file, limits.max_file_bytes)
                && let Ok(document) = Document::parse(&String::from_utf8_lossy(&bytes))
                && let Ok(Some(path)) = document.text("path")
            {
                bundles.insert(path.trim_matches('/').to_owned(), folder.to_owned());
            }
        }
        Self { source, bundles, limits, fonts: fonts.map_or_else(OnceLock::new, OnceLock::from) }
    }

    /// The fonts for drawings. The first call reads folders.
    fn fonts(&self) -> &Fonts {
        self.fonts.get_or_init(Fonts::of_system)
    }
}

/// The text of a folder of its own.
fn is_index(name: &str) -> bool {
    name.get(..6).is_some_and(|begin| begin.eq_ignore_ascii_case("index."))
}

/// Prepares one file.
pub(super) async fn prepare(context: Context, library: Arc<Library>, file: String) -> (String, Prepared, Remarks) {
    let mut remarks = Remarks::default();
    let prepared = match attempt(&context, library, &file, &mut remarks).await {
        Ok(prepared) => prepared,
        Err(reason) => Prepared::Refused(reason),
    };
    (file, prepared, remarks)
}

async fn attempt(
    context: &Context,
    library: Arc<Library>,
    file: &str,
    remarks: &mut Remarks,
) -> Result<Prepared, String> {
    let (shared, source) = (library.clone(), file.to_owned());
    let (read, absent) = blocking(move || read(&shared, &source)).await?;
    remarks.missing = absent;
    let identity = library.source.identity(file);
    let known = known(context, &identity, file).await.map_err(|error| error.to_string())?;
    remarks.lacks_fonts = read.has_words && lacks_fonts(&library).await?;
    let hash = read.hash(remarks.lacks_fonts);
    match &known {
        Some(known) if known.hash == hash && known.is_named => return Ok(Prepared::Unchanged),
        Some(known) if known.hash == hash => return Ok(Prepared::Unnamed(known.post, identity)),
        Some(known) if !known.is_named && !library.limits.adopts_unnamed => return Err(UNNAMED.to_owned()),
        Some(known) if known.is_edited && !library.limits.overwrites => return Err(EDITED.to_owned()),
        _ => {}
    }
    let named = mentions::named(context, &read.facts.body, Profile::Post).await;
    let (people, markdown) = (named.map_err(|error| format!("text: {error}"))?, context.markdown.clone());
    let (mut ready, further) = blocking(move || build(&library, &markdown, &people, (identity, hash), read)).await?;
    remarks.missing.extend(further);
    ready.is_update = known.is_some();
    ready.unnamed = known.filter(|known| !known.is_named).map(|known| known.post);
    Ok(Prepared::Ready(Box::new(ready)))
}

/// The post that this file made before; or else one of the same path from before sources had names, which may be another
/// folder's.
async fn known(context: &Context, identity: &str, file: &str) -> Result<Option<Known>, DatabaseError> {
    let database = context.database.read();
    if let Some(imported) = posts::find_imported(database, identity).await? {
        return Ok(Some(Known::of(imported, true)));
    }
    Ok(posts::find_imported(database, file).await?.map(|imported| Known::of(imported, false)))
}

async fn lacks_fonts(library: &Arc<Library>) -> Result<bool, String> {
    let library = library.clone();
    blocking(move || Ok(library.fonts().is_empty())).await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(|error| format!("the file broke the importer: {error}"))?
}

fn read(library: &Library, file: &str) -> Result<(Read, Vec<String>), String> {
    let bytes = match library.source.read(file, library.limits.max_file_bytes).map_err(|error| error.to_string())? {
        Reading::Bytes(bytes) => bytes,
        Reading::Missing => return Err("it is no file within the folder".to_owned()),
        Reading::TooLarge => return Err(format!("it is larger than {} KiB", library.limits.max_file_bytes >> 10)),
    };
    let text = std::str::from_utf8(&bytes).map_err(|error| format!("it is not UTF-8 text: {error}"))?;
    let document = Document::parse(text)?;
    let facts = Facts::of(file, &document)?;
    let page = document.text("path")?;
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let names = picture_names(&facts.body).map_err(|error| format!("text: {error}"))?;
    let names: Vec<PictureName> = names.into_iter().filter(pictures::is_beside).collect();
    let (mut files, mut paths, mut missing) = (BTreeMap::new(), HashMap::new(), Vec::new());
    let mut looked_for = HashSet::new();
    for name in names.iter().map(|name| &name.address).chain(&facts.cover).filter(|name| looked_for.insert(*name)) {
        match locate(library, name, folder, page.as_deref(), &mut files) {
            Some(path) => drop(paths.insert(name.clone(), path)),
            None => missing.push(name.clone()),
        }
    }
    let cover = facts.cover.as_ref().and_then(|name| paths.get(name).cloned());
    let mut hashed = crypto::sha256(&bytes).to_vec();
    for (name, bytes) in &files {
        hashed.extend(crypto::sha256(name.as_bytes()));
        hashed.extend(crypto::sha256(bytes));
    }
    let hash = crypto::sha256(&hashed).iter().map(|byte| format!("{byte:02x}")).collect();
    let has_words = files.iter().any(|(path, bytes)| pictures::has_words(path, bytes));
    Ok((Read { facts, names, paths, files, cover, hash, has_words }, missing))
}

/// The file that a reference names, read into `files`.
fn locate(
    library: &Library,
    name: &str,
    folder: &str,
    page: Option<&str>,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Option<String> {
    for path in pictures::candidates(name, folder, page, &library.bundles) {
        if files.contains_key(&path) {
            return Some(path);
        }
        if let Ok(Reading::Bytes(bytes)) = library.source.read(&path, library.limits.max_picture_bytes) {
            files.insert(path.clone(), bytes);
            return Some(path);
        }
    }
    None
}

fn build(
    library: &Library,
    markdown: &Markdown,
    people: &People,
    (source, hash): (String, String),
    read: Read,
) -> Result<(Ready, Vec<String>), String> {
    let Read { facts, names, paths, files, cover, .. } = read;
    let (mut own, mut places, mut remarks) = (Vec::new(), HashMap::new(), Vec::new());
    for (path, bytes) in &files {
        match pictures::process(path, bytes, library.fonts()) {
            Ok(picture) => {
                let named = names.iter().filter(|name| paths.get(&name.address) == Some(path));
                let alt = named.map(|name| name.alt.as_str()).find(|alt| !alt.is_empty());
                places.insert(path.clone(), own.len());
                own.push(OwnPicture { picture, alt: alt.unwrap_or_default().chars().take(500).collect() });
            }
            Err(reason) => remarks.push(format!("{path} ({reason})")),
        }
    }
    let address = |path: &String| pictures::address(&own[*places.get(path)?].picture);
    let addresses = paths.iter().filter_map(|(name, path)| Some((name.clone(), address(path)?))).collect();
    let written = with_addresses(&facts.body, &names, &addresses).map_err(|error| format!("text: {error}"))?;
    remarks.extend(written.left.iter().map(|name| format!("{name} ({UNREPLACED})")));
    let body = written.text;
    if body.trim().is_empty() && !facts.is_draft {
        return Err("text: there is none".to_owned());
    }
    let rendered = markdown.render_with(&body, Profile::Post, people).map_err(|error| format!("text: {error}"))?;
    let post = ImportedPost {
        source,
        hash,
        title: facts.title,
        body,
        rendered,
        slug: facts.slug,
        excerpt: facts.excerpt,
        tags: facts.tags,
        date: facts.date,
        is_draft: facts.is_draft,
        language: facts.language,
        canonical_url: facts.canonical_url,
        overwrites: library.limits.overwrites,
    };
    let cover = cover.and_then(|path| places.get(&path).copied());
    let (author, byline, category, old_paths) = (facts.author, facts.byline, facts.category, facts.old_paths);
    Ok((
        Ready { post, author, byline, category, old_paths, pictures: own, cover, is_update: false, unnamed: None },
        remarks,
    ))
}
