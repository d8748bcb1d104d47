import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.reporting.views.test_documents import claimed, url, frozen  # noqa

@pytest.mark.parametrize("n", [("document-draft",1,"authority"),("document-draft",1,"region"),("document-draft",1,"claim"),("statement-draft",1,1),("document-submit",1,"authority"),("statement-submit",1,1)], ids=str)
def test_x(claimed, client, n):
    client.force_login(claimed.ls)
    client.get("/grants/")
    a = url(*n)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(a).status_code == 200
    print("\n=====", n, len(asked))
    import re
    for i, q in enumerate(asked.captured_queries):
        s = q["sql"]
        t = re.findall(r'(?:FROM|JOIN) "(\w+)"', s)
        print(i + 1, s[:6], t, s[s.find(" WHERE"):][:160])
