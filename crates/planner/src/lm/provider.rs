//! Who serves models, and where.

use std::net::IpAddr;

use genai::adapter::AdapterKind::{self, Anthropic, Gemini, OpenAI, OpenAIResp, OpenRouter};

use super::Error;
use foundation::words::nearest;

/// A provider of models.
#[derive(Debug)]
pub struct Provider {
    /// Its name, as in `--model NAME/model`.
    pub name: &'static str,
    /// Where it serves; nothing if the address must be given.
    pub base_url: Option<&'static str>,
    /// The environment variable of its key.
    pub key_variable: &'static str,
    /// Whether it wants a key.
    pub needs_key: bool,
    pub(super) adapter: AdapterKind,
}

const fn hosted(
    name: &'static str,
    url: &'static str,
    key_variable: &'static str,
    adapter: AdapterKind,
) -> Provider {
    Provider { name, base_url: Some(url), key_variable, needs_key: true, adapter }
}

/// A server of the user's own, which speaks the protocol of OpenAI.
const fn own(
    name: &'static str,
    base_url: Option<&'static str>,
    key_variable: &'static str,
) -> Provider {
    Provider { name, base_url, key_variable, needs_key: false, adapter: OpenAI }
}

/// All providers. Ollama is spoken to in the protocol of OpenAI, since its own has no schema in the
/// client.
pub static PROVIDERS: [Provider; 7] = [
    hosted("anthropic", "https://api.anthropic.com/v1/", "ANTHROPIC_API_KEY", Anthropic),
    hosted("openai", "https://api.openai.com/v1/", "OPENAI_API_KEY", OpenAI),
    hosted("openai-responses", "https://api.openai.com/v1/", "OPENAI_API_KEY", OpenAIResp),
    hosted("gemini", "https://generativelanguage.googleapis.com/v1beta/", "GEMINI_API_KEY", Gemini),
    hosted("openrouter", "https://openrouter.ai/api/v1/", "OPENROUTER_API_KEY", OpenRouter),
    own("ollama", Some("http://127.0.0.1:11434/v1/"), "OLLAMA_API_KEY"),
    own("openai-compatible", None, "OPENAI_COMPATIBLE_API_KEY"),
];

/// A model of a provider.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// Who serves it.
    pub provider: &'static Provider,
    /// Its name there.
    pub name: &'a str,
}

impl<'a> Model<'a> {
    /// Reads `provider/name`; the name may have slashes of its own.
    ///
    /// # Errors
    /// [`Error::NotAModel`] and [`Error::UnknownProvider`].
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let not_a_model = || Error::NotAModel(text.to_owned());
        let (provider, name) = text.split_once('/').ok_or_else(not_a_model)?;
        let is_name =
            !name.is_empty() && !name.contains(|c: char| c.is_control() || c.is_whitespace());
        let found = PROVIDERS.iter().find(|known| known.name.eq_ignore_ascii_case(provider));
        let provider = found.ok_or_else(|| {
            let known: Vec<_> = PROVIDERS.iter().map(|known| known.name).collect();
            let nearest = nearest(provider, known.iter().copied()).map(str::to_owned);
            Error::UnknownProvider { name: provider.to_owned(), nearest, known }
        })?;
        if is_name { Ok(Self { provider, name }) } else { Err(not_a_model()) }
    }

    /// Whether the server is a machine of the user's own, or of their network: what it does costs
    /// nothing.
    #[must_use]
    pub fn is_own(&self, base_url: Option<&str>) -> bool {
        let Some(url) = base_url.or(self.provider.base_url) else { return false };
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let host = match host.strip_prefix('[') {
            Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        match host.parse::<IpAddr>() {
            Ok(ip) if ip.is_loopback() || ip.is_unspecified() => true,
            Ok(IpAddr::V4(ip)) => ip.is_private() || ip.is_link_local(),
            Ok(IpAddr::V6(ip)) => ip.is_unique_local() || ip.is_unicast_link_local(),
            Err(_) => {
                let is_number = !host.contains(|c: char| c.is_ascii_alphabetic());
                let is_local = host.ends_with(".local") || host.ends_with(".localhost");
                is_local || !(host.contains('.') || is_number || host.starts_with("0x"))
            }
        }
    }

    /// The address of the server, with a slash at its end.
    ///
    /// # Errors
    /// [`Error::BaseUrl`] and [`Error::NoBaseUrl`].
    pub fn address(&self, base_url: Option<&str>) -> Result<String, Error> {
        let Some(url) = base_url else {
            let url = self.provider.base_url.map(str::to_owned);
            return url.ok_or(Error::NoBaseUrl(self.provider.name));
        };
        let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        let is_blank = |c: char| c.is_whitespace() || c.is_control();
        let reason = match rest {
            None => "it does not begin with `http://` or `https://`",
            Some(rest) if rest.split('/').next().is_some_and(|host| host.contains('@')) => {
                "it has a password in it"
            }
            Some(rest) if rest.contains(['?', '#']) => "it has a query in it",
            Some(rest) if rest.is_empty() || rest.contains(is_blank) => "it has no host",
            Some(_) => return Ok(format!("{}/", url.trim_end_matches('/'))),
        };
        let shown = match (url.find("://"), url.rfind('@')) {
            (Some(scheme), Some(at)) if scheme < at => {
                format!("{}://…{}", &url[..scheme], &url[at..])
            }
            _ => url.split(['?', '#']).next().unwrap_or_default().to_owned(),
        };
        Err(Error::BaseUrl { url: shown, reason })
    }
}

#[cfg(test)]
mod tests {
    use foundation::Hint as _;

    use super::*;

    #[test]
    fn a_model_is_a_provider_and_a_name() {
        let model = Model::parse("openrouter/anthropic/claude").unwrap();
        assert_eq!((model.provider.name, model.name), ("openrouter", "anthropic/claude"));
        for (text, expected) in [
            ("gpt-5", "`gpt-5` is not a model"),
            ("openai/", "is not a model"),
            ("opanai/gpt-5", "unknown provider `opanai`; known are anthropic, openai,"),
        ] {
            let error = Model::parse(text).unwrap_err();
            assert!(error.to_string().contains(expected) && error.hint().is_some(), "{error}");
        }
        assert_eq!(Model::parse("opanai/x").unwrap_err().hint().unwrap(), "did you mean `openai`?");
    }

    #[test]
    fn a_server_is_ones_own_by_its_host_not_by_its_protocol() {
        for (model, url, expected) in [
            ("ollama/x", None, true),
            ("openai/x", None, false),
            ("openai-compatible/x", Some("http://localhost:8080/v1"), true),
            ("openai-compatible/x", Some("http://[::1]:8080/v1"), true),
            ("openai-compatible/x", Some("http://192.168.1.7/v1"), true),
            ("openai-compatible/x", Some("http://gpu-node-3:8000/v1"), true),
            ("openai-compatible/x", Some("https://api.deepseek.com/v1"), false),
            ("openai-compatible/x", Some("https://127.evil.com/v1"), false),
            ("openai-compatible/x", Some("http://8.8.8.8/v1"), false),
            ("openai-compatible/x", Some("http://0.0.0.0:8000/v1"), true),
            ("openai-compatible/x", Some("http://134744072/v1"), false),
            ("openai-compatible/x", None, false),
            ("openai/x", Some("http://127.0.0.1:1/v1"), true),
        ] {
            assert_eq!(Model::parse(model).unwrap().is_own(url), expected, "{model} {url:?}");
        }
    }

    #[test]
    fn an_address_has_no_secrets_and_ends_in_a_slash() {
        let model = Model::parse("openai-compatible/x").unwrap();
        assert_eq!(
            model.address(Some("http://localhost:8080/v1")).unwrap(),
            "http://localhost:8080/v1/"
        );
        for (url, expected) in [
            (None, "openai-compatible needs --base-url"),
            (Some("localhost:8080"), "`http://`"),
            (
                Some("https://me:secret@host/v1"),
                "`https://…@host/v1` is not the address of a server: it has a password",
            ),
            (Some("https://host/v1?key=secret"), "query"),
            (Some("http://"), "no host"),
        ] {
            let error = model.address(url).unwrap_err().to_string();
            assert!(error.contains(expected) && !error.contains("secret"), "{error}");
        }
    }
}
