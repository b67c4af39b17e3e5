"""Pages from the web, politely: asked for slowly, by name, where robots.txt allows it, and kept in web archives.

client    one request after the other: pauses, robots.txt, back-off, the end where somebody says no
ledger    what is still to ask and what was answered, so that a kill loses nothing and nothing is asked twice
sites     what a source is: where to begin, how to ask, what an answer leads to
wire      one request and its answer, bounded in size and in time
run       one run, task after task; fetched: what it did, and what is told of it
archive   the answers as WARC, record by record
osce      the OSCE's own site, by its sitemaps and feeds
captures  copies kept by Common Crawl and the Internet Archive, by their indexes
"""
