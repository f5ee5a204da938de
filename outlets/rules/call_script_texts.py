"""The first version of every call script, as shipped. Pure. Source of the wording: 5.4.1; it is never edited here."""

from outlets.rules.call_script import Answer, Occasion, Result, Script, Step

FIRST_SCRIPTS: dict[Occasion, Script] = {
    Occasion.INBOUND: Script(
        (
            Step(
                "greet",
                "您好，{outlet}，有什么可以帮您？",
                "Hello, this is {outlet}. What can I do for you?",
                (
                    Answer("查件", "Where is my parcel?", "where"),
                    Answer("催派送", "When will it come?", "when"),
                    Answer("投诉", "I want to complain", "complain"),
                    Answer("其他问题", "Something else", "more"),
                ),
            ),
            Step(
                "where",
                "请您稍等，我马上为您查询。单号{number}目前的情况是：{state}。预计{eta}送达。",
                "One moment, I am looking it up. This is how {number} stands: {state}. It should come {eta}.",
                (Answer("明白了", "I see", "more"), Answer("不满意", "That is not good enough", "complain")),
            ),
            Step(
                "when",
                "您的快件{number}预计{eta}送到{address}，派送前会电话联系您。",
                "Parcel {number} should reach {address} {eta}; we call you before we come.",
                (Answer("可以", "That is fine", "more"), Answer("太晚了", "That is too late", "complain")),
            ),
            Step(
                "complain",
                "非常抱歉给您带来不便，感谢您告诉我们。请您把情况说一下，我如实记录，马上安排专人处理并回复您。",
                "I am very sorry, and thank you for telling us. Please say what happened: I write it down as you say "
                "it, and somebody will see to it and call you back.",
                (Answer("说完了", "That is all", "more"),),
            ),
            Step(
                "more",
                "还有什么可以帮您？",
                "Is there anything else I can do for you?",
                (Answer("还有问题", "Yes", "greet_again"), Answer("没有了", "No, thank you", "bye")),
            ),
            Step(
                "greet_again",
                "好的，您请说。",
                "Certainly, please go on.",
                (Answer("查件", "Where is my parcel?", "where"), Answer("说完了", "That is all", "bye")),
            ),
            Step("bye", "感谢您的来电，再见！", "Thank you for calling, goodbye!", result=Result.REACHED),
        )
    ),
    Occasion.DELIVERY: Script(
        (
            Step(
                "greet",
                "您好，请问您是{receiver}{title}吗？",
                "Hello, am I speaking to {title} {receiver}?",
                (
                    Answer("是本人", "Yes", "reason"),
                    Answer("是家人或同事", "A relative or colleague", "reason"),
                    Answer("打错了", "Wrong number", "wrong"),
                ),
            ),
            Step(
                "reason",
                "打扰您了，我是{outlet}，您有一份快递到达我们这里，您看您什么时候有时间收货，我们给您安排派送？",
                "Sorry to disturb you. I am calling from {outlet}: a parcel has come for you. "
                "When would it suit you to take it? We will arrange the delivery.",
                (
                    Answer("今天可以", "Today is fine", "today"),
                    Answer("改个时间", "At another time", "later"),
                    Answer("不要了", "I do not want it", "refuse"),
                ),
            ),
            Step(
                "today",
                "好的，我们{eta}送到{address}，请保持电话畅通。打扰您了，谢谢。",
                "Good. We come to {address} {eta}; please keep your phone at hand. Thank you, goodbye.",
                result=Result.REACHED,
            ),
            Step(
                "later",
                "好的，请您说个方便的日期和时间，我登记下来，到时间派送。打扰您了，谢谢。",
                "Certainly. Which day and hour suits you? I note it and we come then. Thank you, goodbye.",
                result=Result.RESCHEDULE,
            ),
            Step(
                "refuse",
                "好的，请问是什么原因不收呢？我们如实告诉寄件人{sender}。打扰您了，谢谢。",
                "I see. May I ask why? We tell {sender} exactly that. Thank you, goodbye.",
                result=Result.REFUSED,
            ),
            Step(
                "wrong",
                "非常抱歉，打错了，打扰您了，再见。",
                "I am very sorry, I have the wrong number. Goodbye.",
                result=Result.WRONG_NUMBER,
            ),
        )
    ),
    Occasion.DELAY: Script(
        (
            Step(
                "greet",
                "您好，请问您是{receiver}{title}吗？",
                "Hello, am I speaking to {title} {receiver}?",
                (Answer("是本人", "Yes", "sorry"), Answer("打错了", "Wrong number", "wrong")),
            ),
            Step(
                "sorry",
                "打扰您了，我是{outlet}的{clerk}。非常抱歉，您的快件{number}因{reason}晚到了，"
                "现在预计{eta}送达，您看可以吗？",
                "Sorry to disturb you, this is {clerk} from {outlet}. I am very sorry: {number} is late because of "
                "{reason}. We can bring it {eta}. Would that be all right?",
                (
                    Answer("可以", "Yes", "agreed"),
                    Answer("换个时间", "Another time", "other"),
                    Answer("我来自提", "I will fetch it", "fetch"),
                    Answer("不满意", "I am not pleased", "upset"),
                    Answer("不要了", "I do not want it any more", "refuse"),
                ),
            ),
            Step(
                "agreed",
                "谢谢您的谅解，我们一定按时送到，请保持电话畅通。打扰您了，谢谢。",
                "Thank you for your patience. We will be there in time; please keep your phone at hand. Goodbye.",
                result=Result.REACHED,
            ),
            Step(
                "other",
                "好的，您看几点方便？我登记下来，到时间一定送到。打扰您了，谢谢。",
                "Certainly. At what time? I note it down and we will be there. Thank you, goodbye.",
                result=Result.RESCHEDULE,
            ),
            Step(
                "fetch",
                "好的，快件给您留在{outlet}，到了请报单号{number}。打扰您了，谢谢。",
                "Very well. It waits for you at {outlet}; please name {number} there. Thank you, goodbye.",
                result=Result.RESCHEDULE,
            ),
            Step(
                "upset",
                "真的非常抱歉。您的意见我如实记录，马上报给负责人，由负责人今天回复您。您看先{eta}给您送到可以吗？",
                "I am truly sorry. I write down what you say and hand it to my manager, who calls you today. "
                "May we bring the parcel {eta} meanwhile?",
                (Answer("可以", "Yes", "agreed"), Answer("换个时间", "Another time", "other")),
            ),
            Step(
                "refuse",
                "好的，我们尊重您的意见，会告诉寄件人{sender}安排退回。打扰您了，谢谢。",
                "I understand. We tell {sender} and arrange the return. Thank you, goodbye.",
                result=Result.REFUSED,
            ),
            Step(
                "wrong",
                "非常抱歉，打错了，打扰您了，再见。",
                "I am very sorry, I have the wrong number. Goodbye.",
                result=Result.WRONG_NUMBER,
            ),
        )
    ),
    Occasion.REFUSAL: Script(
        (
            Step(
                "greet",
                "您好，请问是{sender}吗？我是{outlet}。",
                "Hello, is that {sender}? I am calling from {outlet}.",
                (Answer("是", "Yes", "tell"), Answer("打错了", "Wrong number", "wrong")),
            ),
            Step(
                "tell",
                "打扰您了，您寄出的快件{number}收件人拒收，原因是：{reason}。您看是再派一次、改地址还是退回？",
                "Sorry to disturb you. The receiver has refused {number}; the reason given: {reason}. "
                "Shall we try again, bring it elsewhere, or return it?",
                (
                    Answer("再派一次", "Try again", "again"),
                    Answer("改地址", "Another address", "again"),
                    Answer("退回", "Return it", "back"),
                ),
            ),
            Step(
                "again",
                "好的，请您说一下，我登记下来，安排{eta}派送。打扰您了，谢谢。",
                "Certainly. Please tell me the details; we deliver {eta}. Thank you, goodbye.",
                result=Result.RESCHEDULE,
            ),
            Step(
                "back",
                "好的，我们安排退回，退回的单号会告诉您。打扰您了，谢谢。",
                "Very well, we send it back and tell you the number. Thank you, goodbye.",
                result=Result.REACHED,
            ),
            Step(
                "wrong",
                "非常抱歉，打错了，打扰您了，再见。",
                "I am very sorry, I have the wrong number. Goodbye.",
                result=Result.WRONG_NUMBER,
            ),
        )
    ),
    Occasion.THANKS: Script(
        (
            Step(
                "greet",
                "您好，请问您是{receiver}{title}吗？我是{outlet}，感谢您使用我们的服务。",
                "Hello, am I speaking to {title} {receiver}? This is {outlet}; thank you for choosing us.",
                (Answer("是", "Yes", "ask"), Answer("现在没空", "I have no time now", "later")),
            ),
            Step(
                "ask",
                "您的快件{number}已经送到，想听听您的意见：派送及时吗？快递员态度好吗？",
                "Parcel {number} has reached you. May I ask: was it in time, and was the courier friendly?",
                (Answer("满意", "I am content", "bye"), Answer("不满意", "I am not", "sorry")),
            ),
            Step(
                "sorry",
                "非常抱歉，感谢您告诉我们。我如实记录，马上改进，并请负责人回复您。打扰您了，谢谢。",
                "I am very sorry, and grateful that you tell us. I write it down, and my manager will call you back.",
                result=Result.REACHED,
            ),
            Step(
                "later",
                "好的，不打扰您了，祝您生活愉快，再见。",
                "I will not keep you. Have a pleasant day, goodbye.",
                result=Result.RESCHEDULE,
            ),
            Step(
                "bye",
                "太好了，谢谢您的支持，祝您生活愉快，再见！",
                "I am glad to hear it. Thank you, and have a pleasant day!",
                result=Result.REACHED,
            ),
        )
    ),
    Occasion.CALLBACK: Script(
        (
            Step(
                "greet",
                "您好，请问您是{receiver}{title}吗？我是{outlet}的{clerk}，想做个简短的回访，耽误您一分钟可以吗？",
                "Hello, am I speaking to {title} {receiver}? This is {clerk} from {outlet}. May I ask you a question?",
                (
                    Answer("可以", "Yes", "ask"),
                    Answer("现在没空", "I have no time now", "later"),
                    Answer("不要再打来", "Do not call me", "stop"),
                    Answer("打错了", "Wrong number", "wrong"),
                ),
            ),
            Step(
                "ask",
                "最近一段时间，我们的取件、派送和服务您满意吗？",
                "Are you content with how we collect, deliver and serve you lately?",
                (
                    Answer("满意", "I am content", "wish"),
                    Answer("一般", "So-so", "better"),
                    Answer("不满意", "I am not", "sorry"),
                ),
            ),
            Step(
                "wish",
                "太好了，谢谢您！近期发货量有变化吗，还有什么需要我们配合的？",
                "I am glad to hear it. Will you ship more or less soon, and is there anything we can do for you?",
                (Answer("没有", "No", "bye"), Answer("有", "Yes", "noted")),
            ),
            Step(
                "better",
                "谢谢您直说。您觉得我们哪一点最该改进？",
                "Thank you for saying so. What should we do better first?",
                (Answer("说完了", "That is all", "noted"),),
            ),
            Step(
                "sorry",
                "非常抱歉。请您说说是哪一票、哪件事，我如实记录，负责人会尽快给您回电。感谢您告诉我们。",
                "I am very sorry. Please tell me which parcel and what happened; I write it down, and my manager calls "
                "you back soon. Thank you for telling us.",
                result=Result.REACHED,
            ),
            Step(
                "noted",
                "好的，我都记下来了，会安排跟进。打扰您了，谢谢，再见！",
                "I have written it all down and we follow it up. Thank you for your time, goodbye!",
                result=Result.REACHED,
            ),
            Step(
                "later",
                "好的，您看什么时候方便？我到时再打给您。打扰您了，再见。",
                "Certainly. When would suit you? I call again then. Goodbye.",
                result=Result.RESCHEDULE,
            ),
            Step(
                "stop",
                "好的，我登记下来，以后不再电话打扰您。谢谢您的支持，再见。",
                "I understand and note it: we do not call you again. Thank you, goodbye.",
                result=Result.REFUSED,
            ),
            Step(
                "bye",
                "谢谢您的支持，祝您生意兴隆，再见！",
                "Thank you for shipping with us. Goodbye!",
                result=Result.REACHED,
            ),
            Step(
                "wrong",
                "非常抱歉，打错了，打扰您了，再见。",
                "I am very sorry, I have the wrong number. Goodbye.",
                result=Result.WRONG_NUMBER,
            ),
        )
    ),
}
