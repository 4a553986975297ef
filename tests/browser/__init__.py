"""The pages in a real browser, over a real server process on the demo's papers."""
