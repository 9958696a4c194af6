"""What the bot itself says, in Vietnamese, and its profile in Vietnamese and English."""

from __future__ import annotations

from bot.answering import MAX_QUESTION
from bot.journal import ANSWER_HOURS, HANDLED_HOURS, SESSION_HOURS

WELCOME = "Chào bạn! Mình trả lời câu hỏi về bài báo dưới đây, kèm nguyên văn đoạn làm căn cứ."
WELCOME_MORE = "Bạn cứ gõ câu hỏi như nói chuyện, không dấu cũng được. Thử một câu:"
WELCOME_NO_EXAMPLES = "Bạn cứ gõ câu hỏi như nói chuyện, không dấu cũng được."

HELP = (
    "Gõ câu hỏi bằng tiếng Việt, có dấu hay không dấu đều được. Mình trả lời bằng đúng con số và "
    "câu chữ của bài báo; điều bài không nói thì mình nói là không có.\n\n"
    "• Hỏi tiếp được: “còn Foxconn thì sao?”, “thế 11 tháng?”.\n"
    "• Sửa tin nhắn đã gửi thì câu trả lời được sửa theo.\n"
    "• Trong nhóm: nhắc tên mình, trả lời tin của mình, hoặc dùng /hoi kèm tên mình.\n"
    "• Ở mọi cuộc trò chuyện: gõ tên mình rồi câu hỏi để chèn câu trả lời.\n"
    f"• Câu hỏi dài hơn {MAX_QUESTION} ký tự sẽ bị cắt.\n\n"
    "/solieu – các số liệu trong bài (thêm từ để lọc, ví dụ /solieu FDI)\n"
    "/nguon – bài báo nguồn\n"
    "/privacy – mình lưu gì và bao lâu\n"
    "/xoa – xóa những gì đã lưu về cuộc trò chuyện này"
)

PRIVACY = (
    "Bot lưu trên máy chạy bot, không gửi cho bên nào khác:\n\n"
    "• Vài câu hỏi gần nhất của mỗi cuộc trò chuyện, để hiểu câu hỏi tiếp; "
    f"xóa sau {SESSION_HOURS} giờ không hỏi.\n"
    "• Số hiệu tin nhắn hỏi và tin trả lời, để sửa câu trả lời khi bạn sửa câu hỏi; "
    f"xóa sau {ANSWER_HOURS} giờ.\n"
    f"• Số thứ tự các tin đã xử lý, để không trả lời hai lần; xóa sau {HANDLED_HOURS} giờ.\n"
    "• Tin đang chờ gửi câu trả lời, khi phải chờ lâu; xóa ngay khi gửi xong.\n\n"
    "Trừ tin đang chờ, mỗi cuộc trò chuyện chỉ được ghi dưới dạng mã băm có muối, không có tên hay "
    "id. Nhật ký không ghi nội dung, tên hay id. Gửi /xoa để xóa ngay."
)

FORGOTTEN = "Đã xóa những gì bot lưu về cuộc trò chuyện này."
HINT = "Mình chỉ đọc được câu hỏi bạn tự gõ bằng chữ; bạn gõ câu hỏi giúp mình nhé."
EMPTY = "Bạn muốn hỏi gì? Gõ câu hỏi ngay sau tên mình, hoặc xem /help."
UNKNOWN_COMMAND = "Mình không có lệnh này. Bạn gõ thẳng câu hỏi, hoặc xem /help."
ASK_HOW = "Gõ câu hỏi ngay sau lệnh, ví dụ: /hoi GRDP năm 2024 tăng bao nhiêu?"
SLOW_DOWN = "Bạn hỏi nhanh quá, chậm lại chút nhé!"
NOT_ALLOWED = "Bot này chỉ phục vụ những cuộc trò chuyện đã đăng ký."
OLD_BUTTON = "Nút này đã cũ, bạn gõ lại câu hỏi giúp mình nhé."
APOLOGY = (
    "Xin lỗi, mình gặp trục trặc khi trả lời câu này. Bạn thử lại sau ít phút; mã tra cứu: {ref}."
)
NO_FACTS = "Không có số liệu nào khớp với “{words}”. Gửi /solieu để xem tất cả."
MORE_FACTS = "… và {count} số liệu nữa; thêm từ để lọc, ví dụ /solieu FDI."
INLINE_BUTTON = "Hỏi trong cuộc trò chuyện riêng"

# What Telegram shows of the bot, by language; "" is for every language not named.
COMMANDS: dict[str, dict[str, str]] = {
    "": {
        "start": "Bắt đầu, với vài câu hỏi mẫu",
        "hoi": "Hỏi một câu (dùng trong nhóm)",
        "solieu": "Các số liệu trong bài",
        "nguon": "Bài báo nguồn",
        "help": "Cách hỏi",
        "privacy": "Bot lưu gì, bao lâu",
        "xoa": "Xóa những gì đã lưu",
    },
    "en": {
        "start": "Start, with a few sample questions",
        "hoi": "Ask one question (in groups)",
        "solieu": "The figures in the article",
        "nguon": "The source article",
        "help": "How to ask",
        "privacy": "What is kept, and for how long",
        "xoa": "Delete what is kept of this chat",
    },
}
COMMANDS["vi"] = COMMANDS[""]

DESCRIPTIONS: dict[str, str] = {
    "": "Hỏi đáp có dẫn nguồn trên bài báo tiếng Việt. Bạn hỏi bằng lời thường, bot trả lời bằng "
    "đúng con số và câu chữ của bài, kèm đoạn văn làm căn cứ; điều bài không nói thì bot nói "
    "là không có. Không dùng mô hình ngôn ngữ.",
    "en": "Questions and answers over Vietnamese news articles, with the source passage shown. "
    "Ask in Vietnamese; what the article does not say is answered as such. No language model.",
}
DESCRIPTIONS["vi"] = DESCRIPTIONS[""]

SHORT_DESCRIPTIONS: dict[str, str] = {
    "": "Hỏi đáp có dẫn nguồn trên bài báo tiếng Việt.",
    "en": "Answers with sources over Vietnamese news articles.",
}
SHORT_DESCRIPTIONS["vi"] = SHORT_DESCRIPTIONS[""]
