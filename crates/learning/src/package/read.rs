//! From the files of a package to what will be published, or to everything that is wrong with them.

use std::collections::BTreeSet;

use kernel::{Attained, Code, Date, Language, LanguageText, Level};
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::fault::{Fault, Faults, line_of};
use super::items::{self, Items};
use super::manifest::{self, Effect, Manifest, Mode, ObjectKind, RawObject};
use super::segments::{self, Cut};
use super::source::Source;
use super::{markdown, probe};

/// A package without fault.
#[derive(Debug)]
pub struct Package {
    /// The code of the course.
    pub code: Code,
    /// Code of the organisation that offers it.
    pub provider: String,
    /// The licence of its contents.
    pub licence: String,
    /// The date of this version, as its author states it.
    pub published: Date,
    /// The languages in which all of it exists.
    pub languages: Vec<Language>,
    /// How it is taken.
    pub mode: Mode,
    /// Its title.
    pub title: LanguageText,
    /// What the reader can do afterwards.
    pub summary: LanguageText,
    /// The work it prepares for.
    pub prepares: LanguageText,
    /// The legal and other sources.
    pub sources: Vec<String>,
    /// What passing speaks for; the first is what the items are about.
    pub effects: Vec<Effect>,
    /// Modules in order.
    pub modules: Vec<Module>,
    /// Learning objects in order, through all modules.
    pub objects: Vec<Object>,
    /// The assessment.
    pub assessment: Assessment,
    /// Job aids.
    pub aids: Vec<Aid>,
    /// Pictures of the texts.
    pub pictures: Vec<MediaFile>,
    /// The item bank.
    pub(super) items: Items,
    /// SHA-256 of everything in it.
    pub digest: String,
}

/// A module.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its code in the course.
    pub code: String,
    /// Its title.
    pub title: LanguageText,
}

/// A learning object.
#[derive(Clone, Debug)]
pub struct Object {
    /// Number of its module, from 1.
    pub module: i64,
    /// Number through the course, from 1.
    pub number: i64,
    /// Its code in the course.
    pub code: String,
    /// What it is.
    pub kind: ObjectKind,
    /// Honest time in minutes.
    pub minutes: i64,
    /// Its title.
    pub title: LanguageText,
    /// Segments of a text or transcript.
    pub segments: Vec<Segment>,
    /// Files of a video.
    pub media: Vec<MediaFile>,
    /// Outcomes that a quiz is drawn from; empty for what is no quiz.
    pub outcomes: Vec<String>,
    /// How many items a quiz draws.
    pub items: i64,
}

/// A segment in all languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its id in the object, the same in every language.
    pub code: String,
    /// Its words in each language.
    pub variants: Vec<Variant>,
}

/// A segment in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The language.
    pub language: Language,
    /// Its heading, plain text.
    pub heading: String,
    /// Its body, HTML.
    pub body: String,
    /// Words of the body.
    pub words: i64,
    /// Seconds into the video; 0 for a text.
    pub starts_at: i64,
}

people::closed_list! {
    /// What a media file is.
    MediaKind {
        /// MP4.
        Video = "video",
        /// MP3: the same without pictures.
        Audio = "audio",
        /// WebVTT.
        Captions = "captions",
    }
}

/// A file that goes to the folder of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    /// Its path inside the package.
    pub path: String,
    /// Its name in the folder: SHA-256 of its contents with its extension.
    pub file: String,
    /// The language it is in.
    pub language: Language,
    /// What it is; `None` for a picture.
    pub kind: Option<MediaKind>,
    /// Its size.
    pub bytes: i64,
    /// How long it plays.
    pub seconds: i64,
}

/// The assessment of a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Items drawn.
    pub items: i64,
    /// Share of the score needed, in thousandths.
    pub pass_permille: i64,
    /// Time allowed.
    pub minutes: i64,
    /// Time between two tries.
    pub cooling_off_minutes: i64,
}

/// A job aid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aid {
    /// Its code in the course.
    pub code: String,
    /// Its title.
    pub title: LanguageText,
    /// HTML in each language, headings from h2.
    pub body: LanguageText,
}

/// Reads a package; all its faults if there are any.
pub fn read(source: &Source) -> Result<Package, Vec<Fault>> {
    let mut reader = Reader { source, faults: Faults::default(), used: BTreeSet::new(), pictures: BTreeSet::new() };
    match reader.package() {
        Some(package) if reader.faults.is_empty() => Ok(package),
        _ => Err(reader.faults.sorted()),
    }
}

struct Reader<'a> {
    source: &'a Source,
    faults: Faults,
    /// Files that belong to something.
    used: BTreeSet<String>,
    pictures: BTreeSet<String>,
}

impl Reader<'_> {
    fn package(&mut self) -> Option<Package> {
        let text = self.text(manifest::FILE)?;
        let manifest = manifest::parse(&text, &mut self.faults)?;
        let languages = manifest.languages.get_ref().clone();
        let objects = self.objects(&manifest, &languages);
        let aids = self.aids(&manifest, &languages);
        let items = self.items(&manifest, &text);
        let pictures = self.pictures();
        self.find_strangers(&languages);
        let assessment = manifest.assessment.as_ref().map(|raw| Assessment {
            items: *raw.items.get_ref(),
            pass_permille: (raw.pass.get_ref() * 1000.0).round() as i64,
            minutes: *raw.minutes.get_ref(),
            cooling_off_minutes: raw.cooling_off_hours.get_ref() * 60,
        })?;
        Some(Package {
            code: Code::parse(manifest.code.get_ref()).ok()?,
            provider: manifest.provider.into_inner(),
            licence: manifest.licence.into_inner(),
            published: Date::parse(manifest.published.get_ref()).ok()?,
            languages,
            mode: manifest.mode,
            title: manifest.title,
            summary: manifest.summary,
            prepares: manifest.prepares,
            sources: manifest.sources,
            effects: manifest.effects.iter().filter_map(effect).collect(),
            modules: manifest.modules.into_iter().map(|raw| Module { code: raw.code.into_inner(), title: raw.title }).collect(),
            objects,
            assessment,
            aids,
            pictures,
            items: items?,
            digest: digest(self.source),
        })
    }

    fn text(&mut self, path: &str) -> Option<String> {
        self.used.insert(path.to_owned());
        let Some(bytes) = self.source.bytes(path) else {
            self.faults.add(path, None, "the file is missing");
            return None;
        };
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n")),
            Err(error) => {
                let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
                self.faults.add(path, Some(line), "the file is not written in UTF-8");
                None
            }
        }
    }

    fn objects(&mut self, manifest: &Manifest, languages: &[Language]) -> Vec<Object> {
        let mut objects = Vec::new();
        for (module, number) in manifest.modules.iter().zip(1..) {
            for raw in &module.objects {
                let code = raw.code.get_ref();
                let (segments, media) = match raw.kind {
                    ObjectKind::Text => (self.segments(languages, |language| format!("{language}/{code}.md"), false), Vec::new()),
                    ObjectKind::Video => self.video(code, languages),
                    ObjectKind::Quiz => (Vec::new(), Vec::new()),
                };
                objects.push(object(raw, number, objects.len(), segments, media));
            }
        }
        objects
    }

    /// The segments of a text or transcript, the same in all languages.
    fn segments(&mut self, languages: &[Language], file: impl Fn(&Language) -> String, timed: bool) -> Vec<Segment> {
        let mut segments: Vec<Segment> = Vec::new();
        for language in languages {
            let path = file(language);
            let Some(text) = self.text(&path) else { continue };
            let cuts = segments::cut(&path, &text, timed, &mut self.faults);
            if segments.is_empty() {
                segments = cuts.iter().map(|cut| Segment { code: cut.code.clone(), variants: Vec::new() }).collect();
            } else {
                self.compare(&path, &file(&languages[0]), &segments, &cuts);
            }
            for (at, cut) in cuts.into_iter().enumerate() {
                let Some(body) = self.render(&path, &cut, language) else { continue };
                let variant = Variant {
                    language: language.clone(),
                    heading: cut.heading,
                    body: body.html,
                    words: body.words,
                    starts_at: cut.starts_at,
                };
                if let Some(segment) = segments.get_mut(at) {
                    segment.variants.push(variant);
                }
            }
        }
        segments
    }

    /// A learner who switches language in the middle keeps the progress: same segments, same order.
    fn compare(&mut self, path: &str, model: &str, segments: &[Segment], cuts: &[Cut]) {
        let differing = cuts.iter().zip(segments).find(|(cut, segment)| cut.code != segment.code);
        if let Some((cut, segment)) = differing {
            self.faults.add(
                path,
                Some(cut.line),
                format!("here stands the segment {:?}, in {model} {:?}", cut.code, segment.code),
            );
        } else if let Some(missing) = segments.get(cuts.len()) {
            self.faults.add(path, None, format!("the segment {:?} of {model} is missing", missing.code));
        } else if let Some(extra) = cuts.get(segments.len()) {
            self.faults.add(path, Some(extra.line), format!("{model} has no segment {:?}", extra.code));
        }
    }

    fn render(&mut self, path: &str, cut: &Cut, language: &Language) -> Option<markdown::Rendered> {
        let source = self.source;
        let found = std::cell::RefCell::new(BTreeSet::new());
        let picture = |wanted: &str| {
            let name = media_name(source, wanted).filter(|_| wanted.starts_with("media/") && is_picture_path(wanted))?;
            found.borrow_mut().insert(wanted.to_owned());
            Some(format!("/media/{name}"))
        };
        match markdown::render(&cut.body, language, &picture) {
            Ok(rendered) => {
                self.pictures.extend(found.into_inner());
                Some(rendered)
            }
            Err(complaints) => {
                for (at, reason) in complaints {
                    self.faults.add(path, Some(cut.line + line_of(&cut.body, at)), reason);
                }
                None
            }
        }
    }

    fn video(&mut self, code: &str, languages: &[Language]) -> (Vec<Segment>, Vec<MediaFile>) {
        let mut files = Vec::new();
        for language in languages {
            let path = |extension: &str| format!("media/{code}.{language}.{extension}");
            let seconds = self.probe(&path("mp4"), probe::mp4_seconds, "this is no MP4 with a movie header").unwrap_or(0);
            self.probe(&path("vtt"), |bytes| probe::is_captions(bytes).then_some(0), "captions begin with WEBVTT and have a cue");
            let mut kinds = vec![(MediaKind::Video, path("mp4")), (MediaKind::Captions, path("vtt"))];
            if self.source.bytes(&path("mp3")).is_some() {
                self.probe(&path("mp3"), |bytes| probe::is_mp3(bytes).then_some(0), "this is no MP3");
                kinds.push((MediaKind::Audio, path("mp3")));
            }
            files.extend(
                kinds.into_iter().filter_map(|(kind, path)| media_file(self.source, &path, language, Some(kind), seconds)),
            );
        }
        let segments = self.segments(languages, |language| format!("media/{code}.{language}.md"), true);
        self.check_times(code, &segments, &files);
        (segments, files)
    }

    fn check_times(&mut self, code: &str, segments: &[Segment], files: &[MediaFile]) {
        for variant in segments.iter().flat_map(|segment| &segment.variants) {
            let video = files.iter().find(|file| file.language == variant.language && file.kind == Some(MediaKind::Video));
            if video.is_some_and(|video| variant.starts_at >= video.seconds) {
                let reason = format!(
                    "the segment {:?} begins at second {}, after the end of the video",
                    variant.heading, variant.starts_at
                );
                self.faults.add(&format!("media/{code}.{}.md", variant.language), None, reason);
            }
        }
    }

    fn probe(&mut self, path: &str, look: impl Fn(&[u8]) -> Option<i64>, otherwise: &str) -> Option<i64> {
        self.used.insert(path.to_owned());
        let Some(bytes) = self.source.bytes(path) else {
            self.faults.add(path, None, "the file is missing");
            return None;
        };
        let found = look(bytes);
        if found.is_none() {
            self.faults.add(path, None, otherwise);
        }
        found
    }

    fn aids(&mut self, manifest: &Manifest, languages: &[Language]) -> Vec<Aid> {
        let mut aids = Vec::new();
        for raw in &manifest.aids {
            let code = raw.code.get_ref();
            let segments = self.segments(languages, |language| format!("aids/{language}/{code}.md"), false);
            aids.push(Aid { code: code.clone(), title: raw.title.clone(), body: aid_body(&segments) });
        }
        aids
    }

    fn items(&mut self, manifest: &Manifest, text: &str) -> Option<Items> {
        let source = self.text(items::FILE)?;
        let items = items::parse(&source, manifest, &mut self.faults)?;
        for object in manifest.modules.iter().flat_map(|module| &module.objects) {
            let there = object.outcomes.iter().map(|outcome| items.of_outcome(outcome.get_ref())).sum::<i64>();
            if let Some(wanted) = object.items.as_ref().filter(|wanted| *wanted.get_ref() > there) {
                let line = line_of(text, wanted.span().start);
                self.faults.add(manifest::FILE, Some(line), format!("the outcomes of this quiz have only {there} items"));
            }
        }
        Some(items)
    }

    fn pictures(&mut self) -> Vec<MediaFile> {
        let mut files = Vec::new();
        for path in std::mem::take(&mut self.pictures) {
            let extension = path.rsplit('.').next().unwrap_or_default().to_owned();
            self.probe(&path, |bytes| probe::is_picture(&extension, bytes).then_some(0), "the picture is not what its name says");
            files.extend(media_file(self.source, &path, &Language::ENGLISH, None, 0));
        }
        files
    }

    /// A file that belongs to nothing is most likely misspelt.
    fn find_strangers(&mut self, languages: &[Language]) {
        let folders: Vec<String> =
            languages.iter().map(|language| format!("{language}/")).chain(["aids/".to_owned(), "media/".to_owned()]).collect();
        for (path, _) in self.source.files() {
            if folders.iter().any(|folder| path.starts_with(folder)) && !self.used.contains(path) {
                self.faults.add(path, None, "the file belongs to no object or job aid of course.toml");
            }
        }
    }
}

fn object(raw: &RawObject, module: i64, before: usize, segments: Vec<Segment>, media: Vec<MediaFile>) -> Object {
    Object {
        module,
        number: i64::try_from(before).unwrap_or(i64::MAX) + 1,
        code: raw.code.get_ref().clone(),
        kind: raw.kind,
        minutes: *raw.minutes.get_ref(),
        title: raw.title.clone(),
        segments,
        media,
        outcomes: raw.outcomes.iter().map(|outcome| outcome.get_ref().clone()).collect(),
        items: raw.items.as_ref().map_or(0, |items| *items.get_ref()),
    }
}

fn effect(raw: &manifest::RawEffect) -> Option<Effect> {
    let (entry, level) = (Attained::new(*raw.entry.get_ref()).ok()?, Level::new(*raw.level.get_ref()).ok()?);
    Some(Effect { competency: Spanned::get_ref(&raw.competency).clone(), entry, level })
}

/// A job aid is read as one page; its segments become headings.
fn aid_body(segments: &[Segment]) -> LanguageText {
    let languages =
        segments.first().map(|first| first.variants.iter().map(|variant| variant.language.clone()).collect::<Vec<_>>());
    languages.unwrap_or_default().into_iter().fold(LanguageText::default(), |body, language| {
        let parts = segments.iter().flat_map(|segment| &segment.variants).filter(|variant| variant.language == language);
        let html = parts
            .map(|part| maud::html! { h2 { (part.heading) } (maud::PreEscaped(&part.body)) }.into_string())
            .collect::<String>();
        body.with(language, html)
    })
}

fn is_picture_path(path: &str) -> bool {
    [".png", ".jpg", ".webp"].iter().any(|extension| path.ends_with(extension))
}

fn media_name(source: &Source, path: &str) -> Option<String> {
    let extension = path.rsplit_once('.')?.1;
    Some(format!("{}.{extension}", hex(&Sha256::digest(source.bytes(path)?))))
}

fn media_file(source: &Source, path: &str, language: &Language, kind: Option<MediaKind>, seconds: i64) -> Option<MediaFile> {
    let bytes = i64::try_from(source.bytes(path)?.len()).ok()?;
    Some(MediaFile { path: path.to_owned(), file: media_name(source, path)?, language: language.clone(), kind, bytes, seconds })
}

/// The same contents have the same digest, wherever they lay.
fn digest(source: &Source) -> String {
    let mut whole = Sha256::new();
    for (path, bytes) in source.files() {
        whole.update(path.as_bytes());
        whole.update([0]);
        whole.update(Sha256::digest(bytes));
    }
    hex(&whole.finalize())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
