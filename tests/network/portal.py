"""A hotel's web page: every address leads to the place where one signs in."""

import http.server
import sys


class Portal(http.server.BaseHTTPRequestHandler):
    """Redirects every page."""

    def do_GET(self) -> None:  # the name is the library's
        self.send_response(302)
        self.send_header("Location", "http://portal.ac-rig.test/login")
        self.send_header("Content-Length", "0")
        self.end_headers()


if __name__ == "__main__":
    http.server.HTTPServer((sys.argv[1], 80), Portal).serve_forever()
