"""Where and when a whole article is: weighed from title, lead, figures and the day it came out."""

from __future__ import annotations

import pytest

from bnqa.extract.setting import period_of, place_of
from bnqa.values.period import format_period

SHOWN = {
    "what a lead looks back at": (
        "Cá tra Mỹ Lệ tìm lại khách mua",
        [
            "Sau một năm 2022 ảm đạm, cá tra Mỹ Lệ đã bán được cho nhiều nước hơn.",
            "Trong 8 tháng, cả huyện xuất 12.000 tấn cá, thu 30 triệu USD, tăng 14%.",
            "Riêng tháng 8, lượng xuất đạt 1.900 tấn.",
        ],
        "2023-09-05",
        "8 tháng năm 2023",
    ),
    "months of the title": (
        "Thu ngân sách 7 tháng vượt kế hoạch",
        ["Năm 2024, tỉnh phấn đấu thu 9.000 tỷ đồng.", "Tháng 7, số thu đạt 700 tỷ đồng."],
        "2024-08-02",
        "7 tháng năm 2024",
    ),
    "last year, told of in winter": (
        "Hải Khê thu hút thêm vốn",
        ["Năm 2023, Hải Khê thu hút 80 dự án, tăng 5%.", "Vốn đạt 900 triệu USD."],
        "2024-01-10",
        "năm 2023",
    ),
    "last year is no more in summer": (
        "Hải Khê thu hút thêm vốn",
        ["Năm 2023, Hải Khê thu hút 80 dự án.", "Hai quý đầu năm, có 60 dự án, tăng 20%, vốn 9 tỷ USD."],
        "2024-07-10",
        "6 tháng năm 2024",
    ),
    "what is still to come": (
        "Gạo được giá",
        ["Quý IV, ngành dự kiến xuất 2 triệu tấn.", "Quý III, cả vùng xuất 1,8 triệu tấn, tăng 4%, thu 1 tỷ USD."],
        "2024-10-03",
        "quý 3 năm 2024",
    ),
    "an article of one day": (
        "Giá tiêu hôm nay 12/5",
        ["Trong tháng 4, giá tăng 5%.", "Tháng 4, lượng xuất đạt 20.000 tấn, thu 90 triệu USD."],
        "2024-05-12",
        None,
    ),
    "one mention is not enough": (
        "Xã Đồng Lệ trồng sen",
        ["Nghề trồng sen nuôi sống cả xã.", "Tháng 6, chị Hoa bán hạt sen."],
        "2024-07-01",
        None,
    ),
    "no day of publication": (
        "Dệt may hồi phục",
        ["Năm 2022, xuất khẩu đạt 4 tỷ USD.", "Quý I, giá trị đạt 0,8 tỷ USD."],
        None,
        "năm 2022",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHOWN, ids=str)
def test_the_period_that_figures_are_told_for(case: str) -> None:
    title, paragraphs, published, wanted = SHOWN[case]
    period = period_of(title, paragraphs, published)
    assert (format_period(period) if period is not None else None) == wanted


def test_the_place_that_runs_through_an_article() -> None:
    text = "Huyện Mỹ Lệ đón 2.000 khách.", "Mỹ Lệ có 30 nhà nghỉ.", "Ở Hải Phòng cũng vậy."
    assert place_of("Khách về Mỹ Lệ", text) == "Mỹ Lệ"
    assert place_of("Khách về quê", ["Quê đông khách."]) is None
