"""Make libraries of invented articles: many provinces, years and topics, every figure drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bnqa.text.tokens import fold
from bnqa.values.quantity import format_number

PROVINCES = (
    "Thanh Hóa", "Nghệ An", "Quảng Ninh", "Bình Dương", "Đồng Nai", "Bình Định", "Vĩnh Phúc", "Bắc Giang",
    "Khánh Hòa", "An Giang", "Bạc Liêu", "Bến Tre", "Bình Phước", "Bình Thuận", "Cà Mau", "Điện Biên",
    "Đồng Tháp", "Hà Giang", "Hà Tĩnh", "Hải Dương", "Hậu Giang", "Hưng Yên", "Kiên Giang", "Lai Châu",
    "Lạng Sơn", "Lào Cai", "Nam Định", "Ninh Thuận", "Phú Thọ", "Phú Yên", "Quảng Bình", "Quảng Nam",
    "Quảng Ngãi", "Quảng Trị", "Sóc Trăng", "Tây Ninh", "Tiền Giang", "Trà Vinh", "Tuyên Quang",
    "Vĩnh Long", "Yên Bái",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Topic:
    """What articles of one kind tell: its figures as (id, measure, unit, kind, lowest, highest)."""

    slug: str
    name: str
    figures: tuple[tuple[str, str, str, str, float, float], ...]


TOPICS = (
    Topic("nong-nghiep", "nông nghiệp", (
        ("rice-yield", "sản lượng lúa", "tấn", "level", 200_000, 900_000),
        ("rice-growth", "tăng trưởng sản lượng lúa", "%", "growth", 1, 9),
        ("rice-area", "diện tích gieo trồng lúa", "ha", "area", 20_000, 90_000),
        ("pigs", "tổng đàn lợn", "con", "count", 100_000, 800_000),
        ("poultry", "tổng đàn gia cầm", "con", "count", 1_000_000, 9_000_000),
        ("farm-share", "tỷ trọng nông nghiệp trong kinh tế", "%", "share", 8, 35),
    )),
    Topic("du-lich", "du lịch", (
        ("visitors", "số lượt khách", "lượt khách", "count", 300_000, 9_000_000),
        ("visitors-growth", "tăng trưởng lượt khách", "%", "growth", 3, 40),
        ("foreign", "số khách quốc tế", "lượt khách", "count", 20_000, 900_000),
        ("revenue", "doanh thu du lịch", "tỷ đồng", "level", 800, 30_000),
        ("hotels", "số khách sạn", "cơ sở", "count", 50, 900),
        ("rooms", "công suất buồng phòng", "%", "rate", 30, 80),
    )),
    Topic("cong-nghiep", "công nghiệp", (
        ("index-growth", "tăng trưởng chỉ số sản xuất công nghiệp", "%", "growth", 2, 18),
        ("parks", "số khu công nghiệp", "KCN", "count", 3, 30),
        ("workers", "số lao động khu công nghiệp", "người", "count", 20_000, 400_000),
        ("fdi", "vốn đầu tư nước ngoài", "triệu USD", "capital", 50, 4_000),
        ("fdi-projects", "số dự án đầu tư nước ngoài", "dự án", "count", 10, 300),
        ("export", "kim ngạch xuất khẩu", "triệu USD", "level", 300, 9_000),
    )),
    Topic("giao-duc", "giáo dục", (
        ("schools", "số trường học", "cơ sở", "count", 200, 900),
        ("pupils", "số học sinh", "người", "count", 90_000, 700_000),
        ("teachers", "số giáo viên", "người", "count", 9_000, 60_000),
        ("graduates", "tỷ lệ tốt nghiệp trung học", "%", "rate", 80, 99),
        ("school-budget", "chi ngân sách cho giáo dục", "tỷ đồng", "level", 900, 9_000),
        ("standard", "tỷ lệ trường đạt chuẩn quốc gia", "%", "rate", 30, 90),
    )),
    Topic("y-te", "y tế", (
        ("beds", "số giường bệnh", "chiếc", "count", 900, 9_000),
        ("doctors", "số bác sĩ", "người", "count", 400, 5_000),
        ("clinics", "số trạm xá", "cơ sở", "count", 60, 300),
        ("insured", "tỷ lệ dân có bảo hiểm", "%", "rate", 70, 99),
        ("health-budget", "chi ngân sách cho y tế", "tỷ đồng", "level", 300, 3_000),
        ("vaccinated", "tỷ lệ trẻ được tiêm chủng", "%", "rate", 80, 99),
    )),
)  # fmt: skip

_FILLERS = (
    "Theo báo cáo của địa phương, {name} {place} giữ được đà đi lên nhờ nhiều giải pháp được triển khai đồng bộ.",
    "Lãnh đạo tỉnh cho biết các sở ngành tiếp tục tháo gỡ khó khăn, rút ngắn thủ tục và đối thoại với người dân.",
    "Nhiều xã vùng xa của {place} đã có thêm điều kiện để tham gia các chương trình {name} của tỉnh.",
    "So với mặt bằng chung của cả nước, kết quả của {place} được đánh giá là tích cực và khá vững chắc.",
    "Thời gian tới, tỉnh đặt trọng tâm vào chất lượng nguồn nhân lực và hạ tầng phục vụ {name}.",
    "Các chuyên gia khuyến nghị {place} cần theo dõi sát diễn biến thị trường để có bước đi phù hợp.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one figure of the library: the article that answers it, and the figure."""

    article: str
    place: str
    year: int
    topic: str
    measure: str
    fact: str
    figure: str

    @property
    def question(self) -> str:
        return f"{self.measure} của {self.place} năm {self.year} là bao nhiêu?"


def _slug(place: str) -> str:
    return fold(place).replace(" ", "-")


def subjects(count: int) -> Iterator[tuple[str, int, Topic]]:
    """``count`` different (province, year, topic), provinces changing fastest."""
    made = 0
    for year in range(2024, 1990, -1):
        for topic in TOPICS:
            for place in PROVINCES:
                if made == count:
                    return
                made += 1
                yield place, year, topic


def make_library(root: Path, count: int, seed: int = 1) -> list[Asked]:
    """Write ``count`` article folders under ``root``; one question for each figure, in their order."""
    draw = random.Random(seed)
    asked: list[Asked] = []
    for place, year, topic in subjects(count):
        asked += write_article(root, place, year, topic, draw)
    return asked


def write_article(
    root: Path, place: str, year: int, topic: Topic, draw: random.Random, outlet: str = "Báo Thử"
) -> list[Asked]:
    """Write one article's folder with its facts; the questions that its figures answer."""
    article = f"{topic.slug}-{_slug(place)}-{year}"
    folder = root / article
    folder.mkdir(parents=True, exist_ok=True)
    passages, facts, asked = [], [], []
    for number, (fact, measure, unit, kind, low, high) in enumerate(topic.figures):
        drawn = draw.uniform(low, high)
        value = Decimal(str(round(drawn, 1))) if unit == "%" else Decimal(round(drawn))
        figure = format_number(value)
        written = f"{figure}%" if unit == "%" else f"{figure} {unit}"
        verb = "đạt" if kind != "growth" else "là"
        quote = f"{measure} của {place} {verb} {written}"
        passages.append(f"Năm {year}, {quote}. {draw.choice(_FILLERS)} {draw.choice(_FILLERS)}")
        passages.append(f"{draw.choice(_FILLERS)} {draw.choice(_FILLERS)} {draw.choice(_FILLERS)}")
        facts.append(
            f'- id: {fact}\n  subject: {place}\n  measure: {measure}\n  value: {value}\n  unit: "{unit}"\n'
            f'  period: "{year}"\n  kind: {kind}\n  passage: p{2 * number + 1:02d}\n  quote: "{quote}"\n'
        )
        asked.append(Asked(article, place, year, topic.name, measure, fact, figure))
    body = "\n\n".join(passages).replace("{name}", topic.name).replace("{place}", place)
    title = f"{topic.name.capitalize()} {place} năm {year}"
    (folder / "article.md").write_text(
        f'---\ntitle: "{title}"\noutlet: {outlet}\npublished: "{year + 1}-01-15"\nplace: {place}\n'
        f'topic: {topic.name} {place}\nperiod: "{year}"\n---\n\n{body}\n',
        encoding="utf-8",
    )
    (folder / "facts.yaml").write_text("".join(facts), encoding="utf-8")
    return asked
