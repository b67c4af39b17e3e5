"""Walks a running site of Linked Data, of any make, and says where it breaks the rules it should keep.

```
rules    what is expected, one sentence each, with the clause it comes from
visit    asks, politely and no more often than allowed     headers, rdf, html, http   read what comes back
crawlers, description, dumps, service, documents, names, memento, feeds, streams, faults, pages   a part of a site each
site     where it is, what its names begin with, what has been found of it so far
run      the order of the parts, and the budget of each
```

Nothing is taken from our own server but by HTTP, so that what is found is what every client would find.
"""

from graph.walk.run import Walk, walk

__all__ = ["Walk", "walk"]
