"""What of a question picks a fact: other facts of the same thing, bases, rates, names, several things."""

from __future__ import annotations

from pathlib import Path

import pytest

import bnqa
from bnqa import Engine

ARTICLE = """---
title: "Sa Thảo: làng hoa vào vụ Tết"
place: Sa Thảo
topic: hoa và nhà kính của Sa Thảo
period: "9 tháng 2024"
---

Chín tháng năm 2024, hoa hồng và hoa cúc của Sa Thảo thu 62 tỷ đồng. Hoa cúc thu 20 tỷ đồng. Riêng tháng 9, hoa lan thu 5 tỷ đồng, tăng 4% so với tháng trước và tăng 11% so với cùng kỳ.

Nhà kính Nắng 2 ở thôn Đông có vốn 7,5 tỷ đồng, do Hợp tác xã Hoa Mai xây, chạy từ ngày 15/4/2024. Nhà kính Nắng 3 có vốn 9 tỷ đồng. Làng có thêm 3 nhà kính mới.

Tính đến ngày 30/9/2024, quỹ làng còn 640 triệu đồng. Làng có 280 người trồng hoa. Diện tích phải cắt bỏ vì sâu bệnh giảm 30% so với năm 2023.
"""

FACTS = """
- {id: both, subject: hoa hồng và hoa cúc, measure: doanh thu, value: 62, unit: tỷ đồng, period: "9 tháng 2024", kind: level, passage: p01, quote: "hoa hồng và hoa cúc của Sa Thảo thu 62 tỷ đồng"}
- {id: daisy, subject: hoa cúc, measure: doanh thu, value: 20, unit: tỷ đồng, period: "9 tháng 2024", kind: level, passage: p01, quote: "Hoa cúc thu 20 tỷ đồng"}
- {id: orchid, subject: hoa lan, measure: doanh thu, value: 5, unit: tỷ đồng, period: "tháng 9/2024", kind: level, passage: p01, quote: "hoa lan thu 5 tỷ đồng"}
- {id: orchid-step, subject: hoa lan, measure: mức tăng doanh thu, value: 4, unit: "%", period: "tháng 9/2024", kind: growth, of: orchid, compared_to: tháng trước, passage: p01, quote: "tăng 4% so với tháng trước"}
- {id: orchid-year, subject: hoa lan, measure: mức tăng doanh thu, value: 11, unit: "%", period: "tháng 9/2024", kind: growth, of: orchid, compared_to: cùng kỳ, passage: p01, quote: "tăng 11% so với cùng kỳ"}
- {id: two-capital, subject: nhà kính Nắng 2, measure: vốn, value: 7.5, unit: tỷ đồng, kind: capital, passage: p02, quote: "có vốn 7,5 tỷ đồng"}
- {id: two-owner, subject: nhà kính Nắng 2, measure: chủ đầu tư, value: Hợp tác xã Hoa Mai, kind: organisation, passage: p02, quote: "do Hợp tác xã Hoa Mai xây"}
- {id: two-start, subject: nhà kính Nắng 2, measure: thời điểm vận hành, value: ngày 15/4/2024, kind: date, passage: p02, quote: "chạy từ ngày 15/4/2024"}
- {id: three-capital, subject: nhà kính Nắng 3, measure: vốn, value: 9, unit: tỷ đồng, kind: capital, passage: p02, quote: "Nhà kính Nắng 3 có vốn 9 tỷ đồng"}
- {id: houses, subject: làng, measure: số nhà kính mới, value: 3, unit: nhà kính, kind: count, passage: p02, quote: "Làng có thêm 3 nhà kính mới"}
- {id: fund, subject: quỹ làng, measure: số dư, value: 640, unit: triệu đồng, period: "30/9/2024", kind: level, passage: p03, quote: "quỹ làng còn 640 triệu đồng"}
- {id: growers, subject: làng, measure: số người trồng hoa, value: 280, unit: người, kind: count, passage: p03, quote: "Làng có 280 người trồng hoa"}
- {id: cut, subject: diện tích phải cắt bỏ, measure: mức giảm diện tích, value: -30, unit: "%", period: "2024", kind: growth, compared_to: năm 2023, passage: p03, quote: "Diện tích phải cắt bỏ vì sâu bệnh giảm 30% so với năm 2023"}
"""


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("knowledge") / "sa-thao"
    folder.mkdir()
    (folder / "article.md").write_text(ARTICLE, encoding="utf-8")
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    return bnqa.load(folder)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # What is told of the same thing in other facts may be in the question.
        ("Hợp tác xã Hoa Mai bỏ bao nhiêu vốn vào Nắng 2?", "7,5"),
        ("nha kinh Nang 3 von bao nhieu", "9 tỷ"),
        ("Doanh thu hoa lan tháng 9 tăng bao nhiêu so với cùng kỳ?", "11%"),
        ("So với tháng trước, doanh thu hoa lan tăng mấy phần trăm?", "4%"),
        ("So với tháng 8/2024 thì doanh thu hoa lan tháng 9 tăng mấy phần trăm?", "4%"),
        ("Hoa cúc đạt doanh thu bao nhiêu?", "20 tỷ"),
        ("quỹ làng 9 tháng còn bao nhiêu", "640"),
        ("cuối quý 3 quỹ làng còn bao nhiêu?", "640"),
        ("Diện tích phải cắt bỏ tăng bao nhiêu phần trăm?", "giảm 30%"),
        ("Nắng 2 vốn 7,5 tỷ đồng còn Nắng 3 vốn 9 tỷ đồng phải không?", "Đúng"),
        ("Nắng 2 vốn 7,5 tỷ đồng còn Nắng 3 vốn 8 tỷ đồng phải không?", "Không"),
        ("Sa Thảo có thêm bao nhiêu nhà kính mới?", "3 nhà kính"),
        ("Làng thêm 4 nhà kính mới phải không?", "3 nhà kính"),
        ("Nắng 2 chạy từ tháng 6/2024 phải không?", "15/4/2024"),
    ],
)
def test_the_fact_that_is_meant_is_found(village: Engine, question: str, told: str) -> None:
    answer = village.ask(question)
    assert answer.status == "answered", answer.text
    assert told in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Người trồng hoa kiếm bao nhiêu một tháng?",  # a rate is no number of people
        "Nắng 4 vốn bao nhiêu?",
        "Tên 3 nhà kính mới của Sa Thảo?",  # a number is no name
        "quỹ làng cuối quý 2 còn bao nhiêu?",
    ],
)
def test_what_is_not_told_is_refused(village: Engine, question: str) -> None:
    answer = village.ask(question)
    assert answer.status == "refused", answer.text
