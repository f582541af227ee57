//! Records of exchanges: nothing is asked twice, and a test replays them.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Complete, Error, Model, Progress, Reply, Request, Stop, Watch};

/// A model whose exchanges are kept in a folder, one file each, named by [`Request::key`].
///
/// A reply that broke off is not kept; that a request is too long for the model is.
pub struct Recorded<C> {
    /// The model; nothing if only records may answer.
    pub inner: Option<C>,
    /// The folder.
    pub folder: PathBuf,
}

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    version: u32,
    request: Request,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply: Option<Reply>,
    /// The message of a service that rejected the request as too long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    too_long: Option<String>,
}

impl<C> Recorded<C> {
    /// The file of a request.
    pub fn path(&self, request: &Request) -> PathBuf {
        self.folder.join(format!("{}.json", request.key()))
    }
}

/// The record of a request, if there is one: the reply, or that the request is too long; an error
/// in words.
fn recall(request: &Request, path: &Path) -> Result<Option<Result<Reply, Error>>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let exchange: Exchange = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if exchange.version != VERSION || exchange.request != *request {
        return Err("it is of another request".to_owned());
    }
    let model = request.model.clone();
    match (exchange.reply, exchange.too_long) {
        (Some(reply), _) => Ok(Some(Ok(Reply { kept: true, ..reply }))),
        (None, Some(reason)) => Ok(Some(Err(Error::TooLong { model, reason }))),
        (None, None) => Err("it has no reply".to_owned()),
    }
}

impl<C: Complete> Complete for Recorded<C> {
    fn complete(&self, request: &Request, watch: Watch<'_>) -> Result<Reply, Error> {
        let path = self.path(request);
        let wrong = |reason: String| Error::Record { path: path.clone(), reason };
        match (recall(request, &path).map_err(wrong)?, &self.inner) {
            (Some(Ok(reply)), _) => {
                watch(Progress::Done(reply.clone()));
                return Ok(reply);
            }
            // the user's own server may have got a larger context since
            (Some(Err(error)), inner) if inner.is_none() || !is_own(request) => return Err(error),
            _ => {}
        }
        let Some(model) = &self.inner else { return Err(Error::NotRecorded(path.clone())) };
        // what cannot be kept would be paid for again and again
        std::fs::create_dir_all(&self.folder)
            .and_then(|()| tempfile::tempfile_in(&self.folder))
            .map_err(|error| wrong(error.to_string()))?;
        let reply = model.complete(request, watch);
        let mut exchange =
            Exchange { version: VERSION, request: request.clone(), reply: None, too_long: None };
        match &reply {
            Ok(reply) if reply.stop != Stop::Cut => exchange.reply = Some(reply.clone()),
            Err(Error::TooLong { reason, .. }) => exchange.too_long = Some(reason.clone()),
            _ => return reply,
        }
        let json = serde_json::to_string_pretty(&exchange)
            .expect("invariant: an exchange has only text for keys");
        if let Err(error) = foundation::file::write_whole(&path, (json + "\n").as_bytes()) {
            let note = format!("the reply could not be kept, and will be asked for again: {error}");
            watch(Progress::Note(note));
        }
        reply
    }
}

fn is_own(request: &Request) -> bool {
    Model::parse(&request.model).is_ok_and(|model| model.is_own(request.base_url.as_deref()))
}

#[cfg(test)]
mod tests {
    use foundation::Hint as _;

    use super::*;
    use crate::lm::{Message, Scripted, unwatched};

    fn request(text: &str) -> Request {
        Request {
            model: "openai/x".to_owned(),
            messages: vec![Message::user(text)],
            ..Request::default()
        }
    }

    #[test]
    fn what_was_asked_once_is_not_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let recorded = Recorded {
            inner: Some(Scripted::new(["one", "two"])),
            folder: folder.path().join("exchanges"),
        };
        let ask = |text: &str| recorded.complete(&request(text), &unwatched).unwrap();
        assert_eq!(
            (ask("a").text, ask("b").text, ask("a").text),
            ("one".into(), "two".into(), "one".to_owned())
        );
        assert!(ask("a").kept);
        assert_eq!(recorded.inner.as_ref().unwrap().requests().len(), 2);

        let replay = Recorded::<Scripted> { inner: None, folder: recorded.folder.clone() };
        assert_eq!(replay.complete(&request("b"), &unwatched).unwrap().text, "two");
        let error = replay.complete(&request("c"), &unwatched).unwrap_err();
        assert!(matches!(error, Error::NotRecorded { .. }), "{error}");
    }

    #[test]
    fn a_record_of_something_else_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let recorded =
            Recorded { inner: Some(Scripted::new(["one"])), folder: folder.path().to_owned() };
        recorded.complete(&request("a"), &unwatched).unwrap();
        std::fs::copy(recorded.path(&request("a")), recorded.path(&request("b"))).unwrap();
        std::fs::write(recorded.path(&request("c")), "{\"version\": 1").unwrap();
        for text in ["b", "c"] {
            let error = recorded.complete(&request(text), &unwatched).unwrap_err();
            assert!(matches!(error, Error::Record { .. }) && error.hint().is_some(), "{error}");
        }
    }

    /// A model whose replies break off, and one that takes no more than it takes.
    struct Broken;

    impl Complete for Broken {
        fn complete(&self, request: &Request, _: Watch<'_>) -> Result<Reply, Error> {
            match request.messages[0].text.as_str() {
                "cut" => Ok(Reply { stop: Stop::Cut, ..Reply::default() }),
                _ => Err(Error::TooLong {
                    model: request.model.clone(),
                    reason: "8192 tokens".to_owned(),
                }),
            }
        }
    }

    #[test]
    fn a_reply_that_broke_off_is_not_kept_but_a_limit_is() {
        let folder = tempfile::tempdir().unwrap();
        let recorded = Recorded { inner: Some(Broken), folder: folder.path().to_owned() };
        recorded.complete(&request("cut"), &unwatched).unwrap();
        recorded.complete(&request("long"), &unwatched).unwrap_err();
        assert!(!recorded.path(&request("cut")).exists());
        let replay = Recorded::<Scripted> { inner: None, folder: folder.path().to_owned() };
        let error = replay.complete(&request("long"), &unwatched).unwrap_err();
        assert!(matches!(error, Error::TooLong { .. }), "{error}");
    }
}
