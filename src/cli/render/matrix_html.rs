//! Origins by destinations as a page that stands alone: no script, nothing from elsewhere.
//!
//! Owns the page; whatever it shows is escaped, for policy files may come from anywhere.

use super::matrix::{Cell, Grid};

const HEAD: &str = "\
<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<title>Transfers by origin and destination</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid #8886; padding: .2rem .4rem; text-align: center; }
thead th { position: sticky; top: 0; background: Canvas; }
tbody th { position: sticky; left: 0; background: Canvas; }
.allow { background: #2a74; } .conditions { background: #c904; } .deny { background: #c334; }
</style>
</head>
<body>
<h1>Transfers by origin and destination</h1>
";

impl Grid<'_> {
    /// For a browser.
    pub(crate) fn html(&self) -> String {
        let mut text = HEAD.to_owned();
        text = text + "<p>" + &escaped(&self.question()) + "</p>\n";
        text +=
            "<table>\n<caption>Rows are origins, columns destinations.</caption>\n<thead><tr><th scope=\"col\"></th>";
        for destination in &self.destinations {
            text += &self.html_head("col", destination);
        }
        text += "</tr></thead>\n<tbody>\n";
        for (origin, row) in self.origins.iter().zip(&self.rows) {
            text = text + "<tr>" + &self.html_head("row", origin);
            for cell in row {
                text += &self.html_cell(cell);
            }
            text += "</tr>\n";
        }
        let revision = escaped(self.snapshot.policies().revision().as_str());
        text + "</tbody>\n</table>\n<p>Policies: revision " + &revision + "</p>\n</body>\n</html>\n"
    }

    fn html_head(&self, scope: &str, code: &str) -> String {
        let jurisdictions = &self.snapshot.policies().vocabulary().jurisdictions;
        let term = jurisdictions.find(code).and_then(|id| jurisdictions.term(id));
        let title = term.map_or("", |term| term.title.as_str());
        format!("<th scope=\"{scope}\" title=\"{}\">{}</th>", escaped(title), escaped(code))
    }

    fn html_cell(&self, cell: &Cell) -> String {
        let word = cell.decision.verdict().word();
        let unmet = self.unmet(cell);
        let because = if unmet.is_empty() { self.rules(cell) } else { unmet };
        format!("<td class=\"{word}\" title=\"{}\">{word}</td>", escaped(&because.join(", ")))
    }
}

/// A text that can stand in an element and in a quoted attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_gets_out_of_its_place() {
        assert_eq!(escaped("<b a='1' c=\"2\">&amp;"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
    }
}
