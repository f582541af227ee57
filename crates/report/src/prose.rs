//! Markdown of strangers, such as the reasoning of a plan, as HTML in which nothing can act.

use std::borrow::Cow;

use pulldown_cmark::{
    Alignment, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html,
};

use super::escape::block;

/// A longer text is shown as it is written, in bytes.
const LONGEST: usize = 256 << 10;

/// How deep lists and quotations may be nested; deeper ones lose their marks, not their words.
const MAX_DEPTH: usize = 12;

/// The HTML of the text. HTML in it is shown, images are links, and links lead only to the web, to
/// mail or within.
pub(crate) fn render(markdown: &str) -> String {
    let text = block(markdown);
    if text.len() > LONGEST {
        return format!("<pre>{}</pre>\n", maud::html! { (text) }.into_string());
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let mut rendered = String::new();
    let mut open = Open::default();
    html::push_html(
        &mut rendered,
        Parser::new_ext(&text, options).filter_map(|event| open.take(event)),
    );
    rendered
        .replace(
            "<table>",
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>",
        )
        .replace("</table>", "</table></div>")
}

/// What is open where the text is read.
#[derive(Default)]
struct Open {
    /// For each tag that is open, whether it is shown.
    shown: Vec<bool>,
    /// How many blocks are open within each other.
    depth: usize,
}

impl Open {
    fn take<'a>(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            Event::InlineMath(text) => Some(math("$", &text)),
            Event::DisplayMath(text) => Some(math("$$", &text)),
            Event::FootnoteReference(text) => Some(Event::Text(text)),
            event => Some(event),
        }
    }

    fn start<'a>(&mut self, tag: Tag<'a>) -> Option<Event<'a>> {
        let is_block = matches!(tag, Tag::List(_) | Tag::BlockQuote(_));
        self.depth += usize::from(is_block);
        let tag = match tag {
            Tag::HtmlBlock => Some(Tag::Paragraph),
            Tag::Heading { level, .. } => Some(Tag::Heading {
                level: below(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            }),
            Tag::Link { dest_url, link_type, title, id }
            | Tag::Image { dest_url, link_type, title, id } => {
                let is_mail = link_type == LinkType::Email;
                let link_type = if is_mail { link_type } else { LinkType::Inline };
                is_harmless(&dest_url, is_mail).then_some(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                })
            }
            Tag::CodeBlock(_) => Some(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented)),
            // an alignment would be a style of its own, which the pages do not allow
            Tag::Table(columns) => Some(Tag::Table(vec![Alignment::None; columns.len()])),
            tag => Some(tag),
        };
        let is_item = matches!(tag, Some(Tag::List(_) | Tag::BlockQuote(_) | Tag::Item));
        let tag = tag.filter(|_| self.depth <= MAX_DEPTH || !is_item);
        self.shown.push(tag.is_some());
        match tag? {
            // written here, as a link of the parser's has no place for `rel`
            Tag::Link { dest_url, link_type, .. } => {
                Some(Event::InlineHtml(anchor(&dest_url, link_type)))
            }
            tag => Some(Event::Start(tag)),
        }
    }

    fn end<'a>(&mut self, tag: TagEnd) -> Option<Event<'a>> {
        self.depth -= usize::from(matches!(tag, TagEnd::List(_) | TagEnd::BlockQuote(_)));
        let is_shown = self.shown.pop().unwrap_or(false);
        is_shown.then_some(match tag {
            TagEnd::HtmlBlock => Event::End(TagEnd::Paragraph),
            TagEnd::Heading(level) => Event::End(TagEnd::Heading(below(level))),
            TagEnd::Link | TagEnd::Image => Event::InlineHtml("</a>".into()),
            tag => Event::End(tag),
        })
    }
}

/// Headings stand below that of the section.
fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

fn math<'a>(mark: &str, text: &str) -> Event<'a> {
    Event::Code(CowStr::from(format!("{mark}{text}{mark}")))
}

fn anchor<'a>(address: &str, link_type: LinkType) -> CowStr<'a> {
    let address: Cow<'_, str> = if link_type == LinkType::Email {
        format!("mailto:{address}").into()
    } else {
        address.trim().into()
    };
    maud::html! { a href=(address) rel="noopener noreferrer nofollow" {} }
        .into_string()
        .trim_end_matches("</a>")
        .to_owned()
        .into()
}

/// Whether an address leads to the web, to mail, or stays on the page.
fn is_harmless(address: &str, is_mail: bool) -> bool {
    let address = address.trim().to_ascii_lowercase();
    let is_plain = !address.chars().any(|c| c.is_control() || c.is_whitespace());
    is_plain
        && (is_mail
            || ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_keeps_its_words() {
        for (markdown, html) in [
            ("a <b> c", "<p>a &lt;b&gt; c</p>\n"),
            ("# H\n## I", "<h3>H</h3>\n<h3>I</h3>\n"),
            ("x<sub>2</sub>", "<p>x&lt;sub&gt;2&lt;/sub&gt;</p>\n"),
            ("[a](javascript:1) [b](#c)", "<p>a b</p>\n"),
            ("$a_b*c*d_e$", "<p><code>$a_b*c*d_e$</code></p>\n"),
            (
                "![g](https://e.org/i.png)",
                "<p><a href=\"https://e.org/i.png\" rel=\"noopener noreferrer nofollow\">g</a></p>\n",
            ),
            (
                "<a@b.co>",
                "<p><a href=\"mailto:a@b.co\" rel=\"noopener noreferrer nofollow\">a@b.co</a></p>\n",
            ),
            ("\u{202e}x", "<p>\\u{202e}x</p>\n"),
        ] {
            assert_eq!(render(markdown), html, "{markdown}");
        }
    }

    #[test]
    fn too_much_takes_no_time() {
        let started = std::time::Instant::now();
        for piece in [
            "> ", "- ", "[", "[a](", "*_", "$", "$$", "`", "<", "<a ", "&", "![", "| a ", "1. ",
            "\n> - ", "<!--", "](",
        ] {
            let html = render(&piece.repeat((255 << 10) / piece.len()));
            assert!(html.len() < 16 << 20, "{piece:?} gives {} bytes", html.len());
            let depth = html.matches("<blockquote>").count().max(html.matches("<ul>").count());
            assert!(depth < 1 << 17, "{piece:?} is {depth} deep");
        }
        assert!(render(&"x ".repeat(1 << 20)).starts_with("<pre>"));
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }
}
