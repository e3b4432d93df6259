"""An explanation as text, Markdown, a page and a picture."""
