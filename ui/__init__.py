"""The web chat: questions and answers in the browser, with the sources beside them."""
