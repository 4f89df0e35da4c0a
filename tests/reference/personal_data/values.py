"""Values that stand in for personal data in the labelled set, check digits right, and look-alikes that are none. All made up: they name nobody.
`positive(random, kind, form, split)` and `negative(random, type)` give one text. Standard library only."""
import string

SURNAMES = "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 전 홍 고 문 양 손 배 백 허 유 남 심 노 하 곽 성 차 주 우 구 민 진 지 엄 채 원 천 방 공 현 함 변 염 여 추 도 소 석 선 설 마 길 연 위 표 명 기 반 라 왕 금 옥 육 인 맹 제 모 탁 국 어 은 편 남궁 황보 선우 제갈".split()
SURNAME_WEIGHTS = [max(1, 60 - 2 * i) if i < 28 else 2 for i in range(len(SURNAMES))]
GIVEN = {"dev": "민수 영희 지훈 서연 현우 수빈 준호 미경 동현 은지 성민 혜진 재훈 유진 상철 경숙 태영 보람 광수 정아 민재 하은 도윤 예린 시우 나연 종욱 말순 철호 슬기 진 훈 준 빈".split(),
         "test": "가람 다은 건우 나래 규리 대현 두식 명자 무영 병헌 봉준 삼순 서진 선호 세훈 소라 승우 아름 연우 영수 옥희 용석 우진 윤서 은채 인호 재석 정민 주원 지우 찬호 채원 춘자 태희 필성 하늘 한결 해인 형준 호연 화영 희철 솔 결 산 율".split()}
FIRST = {"dev": "James Mary John Patricia Robert Linda Michael Barbara William Susan David Jessica Sarah Thomas Karen Daniel Nancy Mark Emily Paul Laura Kevin Anna Brian Rachel".split(),
         "test": "Oliver Charlotte Ethan Priya Mateo Ingrid Liam Fatima Hugo Beatrice Kenji Sofia Nathan Gwendolyn Ahmed Yuki Declan Rosalind Samuel Chiara Vincent Helena Pedro Abigail Marcus Svetlana".split()}
LAST = {"dev": "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Martin Thompson White Harris Clark Lewis Walker Young King".split(),
        "test": "Abernathy Okafor Lindqvist Delgado Whitfield Nakamura O'Brien Petrov Castellanos Fitzgerald Marchetti Van Houten Haddad Ashworth Kowalski McAllister Bergstrom Singh Tremblay Rutherford Novak Garcia Bennett Schmidt".replace("Van Houten", "Van_Houten").split()}
ROMAN_LAST = "KIM LEE PARK CHOI JUNG NGUYEN TRAN WANG ZHANG SANTOS".split()
ROMAN_FIRST = "MINSU YOUNGHEE VAN ANH THI LAN WEI JOSE MARIA JIHOON SEOYEON".split()
REGIONS = [("서울특별시", "서울", "강남구 서초구 중구 종로구 마포구 영등포구 구로구 금천구".split()), ("부산광역시", "부산", "해운대구 사하구 강서구 남구".split()),
           ("대구광역시", "대구", "달서구 북구".split()), ("인천광역시", "인천", "남동구 연수구 서구".split()), ("광주광역시", "광주", "광산구 북구".split()),
           ("대전광역시", "대전", "유성구 대덕구".split()), ("울산광역시", "울산", "울주군 남구".split()), ("세종특별자치시", "세종", [""]),
           ("경기도", "경기", ["성남시 분당구", "수원시 영통구", "화성시", "안산시 단원구", "용인시 기흥구", "김포시", "파주시"]),
           ("강원특별자치도", "강원", ["춘천시", "원주시", "강릉시"]), ("충청남도", "충남", ["천안시 서북구", "아산시", "당진시"]), ("전북특별자치도", "전북", ["전주시 덕진구", "군산시"]),
           ("경상북도", "경북", ["구미시", "포항시 남구"]), ("경상남도", "경남", ["창원시 성산구", "김해시", "거제시"]), ("제주특별자치도", "제주", ["제주시", "서귀포시"])]
ROADS = {"dev": "세종대로 테헤란로 강남대로 반포대로 디지털로 공단로 중앙로 산업로 번영로 판교로 한강대로 올림픽로 시청로 문화로 평화로".split(),
         "test": "가산디지털1로 남부순환로 녹산산단381로 대왕판교로 동탄산단6길 봉은사로 새만금북로 성암로 송도과학로 신항로 아나지로 엑스포로 원미로 첨단과기로208번길 충무로 태평로4길 퇴계로 함박산로 해안대로".split()}
DONGS = {"dev": "역삼동 정자동 삼성동 우동 신월동 봉명동".split(), "test": "성수동2가 가좌동 논현동 남촌동 오정동 월암동 다사읍_매곡리 향남읍_구문천리 둔포면_신항리".split()}
BUILDINGS = {"dev": "현대빌딩 행복아파트 중앙타워 한국빌딩".split(), "test": "벽산디지털밸리 푸른솔아파트 미래빌딩 센트럴타워 이편한오피스텔".split()}
BANKS = {"dev": "국민은행 신한은행 우리은행 하나은행 농협 기업은행".split(), "test": "국민은행 신한 우리은행 하나은행 농협은행 기업은행 카카오뱅크 새마을금고 우체국 SC제일은행 대구은행 토스뱅크 신협 수협은행".split()}
STREETS = {"dev": "Main Oak Maple Washington Lake Park Pine Hill Elm Cedar".split(), "test": "Birchwood Copper_Creek Eleanor Founders Granite_Ridge Harborview Juniper Kessler Larkspur Mill_Pond Northgate Old_Quarry Sycamore Twelfth W._Monroe".split()}
SUFFIX = {"dev": "Street Avenue Road St. Ave Lane Drive Blvd".split(), "test": "Street Avenue Road St Ave. Lane Drive Boulevard Court Way Parkway Rd. Place Terrace".split()}
CITIES = {"dev": [("Springfield", "IL", "627"), ("Austin", "TX", "787"), ("Portland", "OR", "972"), ("Boston", "MA", "021")],
          "test": [("Fort Wayne", "IN", "468"), ("Tacoma", "WA", "984"), ("Chattanooga", "TN", "374"), ("St. Paul", "MN", "551"), ("Erie", "PA", "165"), ("El Paso", "TX", "799"), ("Novi", "MI", "483")]}
UK = [("London", "SW1A 2AB"), ("Leeds", "LS1 4AP"), ("Bristol", "BS1 5TR"), ("Manchester", "M1 1AE"), ("Sheffield", "S3 8GG")]
DOMAINS = {"dev": "corp.co.kr mail.com hanbit.kr acme.org nowhere.net".split(), "test": "dongseo-tech.co.kr kumho.re.kr ventura.io plant7.de mx.taesung.com navermail.kr firma.eu univ.ac.kr".split()}


def digits(r, n):
    return "".join(r.choice(string.digits) for _ in range(n))


def weighted_check(number, weights):
    return sum(int(a) * b for a, b in zip(number, weights))


def rrn(r, foreign=False, new=False):
    year = r.randint(2021, 2025) if new else r.randint(1945, 2009)
    century = (3 if year >= 2000 else 1) + r.randint(0, 1) + (4 if foreign else 0)
    front = f"{year % 100:02d}{r.randint(1, 12):02d}{r.randint(1, 28):02d}"
    while True:
        body = front + str(century) + digits(r, 5)
        check = (11 - weighted_check(body, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11 + (2 if foreign else 0)) % 10
        if new:
            check = (check + r.randint(1, 9)) % 10
        return front, body[6:] + str(check)


def luhn(body):
    total = sum(d if i % 2 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(int(c) for c in reversed(body)))
    return body + str(-total % 10)


def card(r):
    prefix, length = r.choice([("4", 16), ("4", 16), ("51", 16), ("54", 16), ("2223", 16), ("37", 15), ("6011", 16), ("3530", 16), ("36", 14), ("62", 16), ("9409", 16)])
    return luhn(prefix + digits(r, length - len(prefix) - 1))


def group(number, shape, mark):
    out, at = [], 0
    for size in shape:
        out.append(number[at:at + size])
        at += size
    return mark.join(out)


def card_shape(number):
    return {16: [4, 4, 4, 4], 15: [4, 6, 5], 14: [4, 6, 4]}[len(number)]


def brn(r):
    while True:
        body = f"{r.randint(101, 899)}{r.randint(1, 99):02d}{digits(r, 4)}"
        total = weighted_check(body, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + int(body[8]) * 5 // 10
        return body + str(-total % 10)


def mod97(country, bban):
    moved = "".join(str(int(c, 36)) for c in bban + country + "00")
    return f"{98 - int(moved) % 97:02d}"


def iban(r):
    country, bban = r.choice([("DE", digits(r, 18)), ("GB", "NWBK" + digits(r, 14)), ("FR", digits(r, 23)), ("NL", "ABNA" + digits(r, 10)), ("ES", digits(r, 20))])
    return country + mod97(country, bban) + bban


def account(r):
    return r.choice([lambda: f"{digits(r, 6)}-{r.choice(['01', '02', '04'])}-{digits(r, 6)}", lambda: f"110-{digits(r, 3)}-{digits(r, 6)}", lambda: f"1002-{digits(r, 3)}-{digits(r, 6)}",
                     lambda: f"{digits(r, 3)}-{digits(r, 6)}-{digits(r, 5)}", lambda: f"301-{digits(r, 4)}-{digits(r, 4)}-{digits(r, 2)}", lambda: f"{digits(r, 3)}-{digits(r, 6)}-{digits(r, 2)}-{digits(r, 3)}",
                     lambda: f"3333-{digits(r, 2)}-{digits(r, 7)}", lambda: "1" + digits(r, 11), lambda: "5" + digits(r, 13)])()


def public_ip(r):
    while True:
        a, b, c, d = r.randint(1, 223), r.randint(0, 255), r.randint(0, 255), r.randint(1, 254)
        if a in (10, 127, 192, 198, 203, 100, 169, 172, 0):
            continue
        return f"{a}.{b}.{c}.{d}"


def public_ip6(r):
    head = r.choice(["2001:4860", "2a00:1450", "2606:4700", "2404:6800", "2400:cb00"])
    return r.choice([lambda: f"{head}:{r.randrange(65536):x}:{r.randrange(65536):x}::{r.randrange(1, 65536):x}", lambda: f"{head}::{r.randrange(1, 65536):x}",
                     lambda: head + "".join(f":{r.randrange(65536):04x}" for _ in range(6))])()


def ko_name(r, split):
    return r.choices(SURNAMES, SURNAME_WEIGHTS)[0] + r.choice(GIVEN[split])


def en_name(r, split):
    middle = r.choice(["", "", "", f"{r.choice('ABCEJKLMRST')}. "])
    return f"{r.choice(FIRST[split])} {middle}{r.choice(LAST[split])}".replace("_", " ")


def ko_address(r, split, form):
    full, short, towns = r.choice(REGIONS)
    town = r.choice(towns)
    head = " ".join(part for part in (r.choice([full, full, short]), town) if part)
    if form == "lot":
        dong = r.choice(DONGS[split]).replace("_", " ")
        lot = r.choice([f"{r.randint(1, 999)}-{r.randint(1, 60)}", f"{r.randint(1, 999)}번지", f"{r.randint(2, 999)}"])
        return f"{head} {dong} {r.choice(['', '', '산 ']) if lot.isdigit() else ''}{lot}"
    road = f"{head} {r.choice(ROADS[split])} {r.randint(1, 480)}{r.choice(['', '', f'-{r.randint(1, 40)}'])}"
    if form == "detail":
        road += r.choice([f", {r.randint(101, 120)}동 {r.randint(101, 2504)}호", f" {r.choice(BUILDINGS[split])} {r.randint(1, 20)}층", f", {r.randint(2, 15)}층 ({r.choice(DONGS['dev'])})",
                          f" ({r.choice(DONGS['dev'])}, {r.choice(BUILDINGS[split])})", f", {r.randint(101, 909)}호"])
    return f"{digits(r, 5)} {road}" if form == "zip" else road


def en_address(r, split, form):
    street = f"{r.randint(1, 9899)} {r.choice(STREETS[split]).replace('_', ' ')} {r.choice(SUFFIX[split])}"
    if form == "uk":
        city, code = r.choice(UK)
        return f"{r.randint(1, 199)} {r.choice(STREETS[split]).replace('_', ' ')} {r.choice(['Street', 'Road', 'Lane'])}, {city} {code}"
    city, state, head = r.choice(CITIES[split])
    unit = r.choice(["", "", f", Apt {r.randint(1, 40)}{r.choice('ABC')}", f", Suite {r.randint(100, 900)}", f" #{r.randint(1, 99)}"])
    tail = f"{city}, {state} {head}{digits(r, 2)}"
    return f"{street}{unit}" + (f"\n{tail}" if form == "lines" else f", {tail}" if form in ("us_zip", "") else "")


def phone(r, form):
    middle, last = str(r.randint(2000, 9899)), digits(r, 4)
    area = r.choice(["02", "031", "032", "041", "051", "053", "055", "062", "070"])
    us = [str(r.randint(201, 989)), str(r.randint(201, 989)), digits(r, 4)]
    return {"mobile": f"010-{middle}-{last}", "landline": f"{area}-{middle[:r.choice([3, 4])]}-{last}", "dots": f"010.{middle}.{last}", "spaces": f"010 {middle} {last}",
            "wide": f"010-{middle}-{last}".translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
            "us": "-".join(us), "us_paren": f"({us[0]}) {us[1]}-{us[2]}", "intl_ko": f"+82-{r.choice(['10', '2', '31'])}-{middle}-{last}",
            "intl": r.choice([f"+1 {us[0]} {us[1]} {us[2]}", f"+49 89 {digits(r, 7)}", f"+44 20 7{digits(r, 3)} {digits(r, 4)}", f"+82 10 {middle} {last}", f"+81-3-{middle}-{last}"])}[form]


def email(r, split, form):
    local = r.choice(["{f}.{l}", "{f}{n}", "{f}_{l}", "{i}{l}", "{f}-{l}", "{f}+{n}"]).format(f=r.choice(FIRST[split]).lower(), l=r.choice(LAST[split]).lower().replace("'", "").replace("_", ""), n=digits(r, 2), i=r.choice("abcdk"))
    domain = r.choice(DOMAINS[split])
    return r.choice([f"{local} (at) {domain}", f"{local}[at]{domain}", f"{local} [at] {domain.replace('.', ' [dot] ')}"]) if form == "at" else f"{local}@{domain}"


def ssn(r, form):
    if form == "nino":
        body = r.choice(["AB", "CE", "JG", "PW", "SL", "TH"]) + digits(r, 6) + r.choice("ABCD")
        return r.choice([body, " ".join([body[:2], body[2:4], body[4:6], body[6:8], body[8]])])
    area = r.choice([a for a in range(1, 900) if a != 666])
    return f"{area:03d}-{r.randint(1, 99):02d}-{r.randint(1, 9999):04d}"


def passport(r, form):
    if form == "new":
        return f"M{digits(r, 3)}{r.choice('ABCDEFGH')}{digits(r, 4)}"
    if form == "foreign":
        return r.choice([digits(r, 9), f"{r.choice('ABCEFGHK')}{digits(r, 8)}", f"{r.choice('ABCEXY')}{r.choice('ABCD')}{digits(r, 7)}", f"{r.choice('CFGHJK')}{digits(r, 2)}{r.choice('CFGHJK')}{digits(r, 5)}"])
    return f"{r.choice('MMMSROD')}{digits(r, 8)}"


def licence(r, form):
    tail = f"{digits(r, 2)}-{digits(r, 6)}-{digits(r, 2)}"
    if form == "us":
        return r.choice([f"{r.choice(string.ascii_uppercase)}{digits(r, 7)}", f"{r.choice('RSTU')}{r.choice('ABEK')}{digits(r, 6)}", f"{r.choice('DGHW')}{digits(r, 3)}-{digits(r, 4)}-{digits(r, 4)}", digits(r, 8)])
    return f"{r.choice(['서울', '부산', '경기', '대구'])} {tail}" if form == "region" else f"{r.randint(11, 28)}-{tail}"


def plain_account(r):
    return r.choice([digits(r, 10), digits(r, 8), digits(r, 12), f"{digits(r, 4)}-{digits(r, 6)}"])


def titled(r, split, first=False):
    return f"{r.choice(['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.'])} ", r.choice(LAST[split]).replace("_", " ")


def positive(r, kind, form, split, language):
    """(text before that is not labelled, labelled text)."""
    if kind == "name":
        if form == "title":
            return titled(r, split)
        if form == "first":
            return "", r.choice(FIRST[split])
        if form == "roman":
            return "", f"{r.choice(ROMAN_LAST)} {r.choice(ROMAN_FIRST)}"
        return "", ko_name(r, split) if language == "ko" else en_name(r, split)
    if kind == "rrn" or kind == "frn":
        front, back = rrn(r, kind == "frn", form == "new")
        return "", front + ("" if form == "bare" else r.choice(["-", "-", "-", " - "])) + back
    if kind == "account":
        return "", {"": lambda: account(r), "bank": lambda: f"{account(r)}", "bank_short": lambda: account(r), "plain": lambda: plain_account(r), "iban": lambda: iban(r),
                    "iban_spaces": lambda: (lambda x: " ".join(x[i:i + 4] for i in range(0, len(x), 4)))(iban(r))}[form]()
    if kind == "card":
        number = card(r)
        return "", number if form == "bare" else group(number, card_shape(number), " " if form == "spaces" else "-")
    if kind == "brn":
        number = brn(r)
        return "", number if form == "bare" else group(number, [3, 2, 5], "-")
    if kind == "address":
        return "", ko_address(r, split, form) if language == "ko" else en_address(r, split, form)
    return "", {"email": lambda: email(r, split, form), "phone": lambda: phone(r, form), "ip": lambda: public_ip(r), "ip6": lambda: public_ip6(r), "ssn": lambda: ssn(r, form),
                "passport": lambda: passport(r, form), "licence": lambda: licence(r, form)}[kind]()


def bank_before(r, split, form):
    return {"bank": r.choice(BANKS[split]) + " ", "bank_short": r.choice(["농협 ", "국민 ", "신한 ", "우리은행 ", "하나 ", "기업 "])}.get(form, "")


def negative(r, kind):
    year, month, day = r.randint(1998, 2026), r.randint(1, 12), r.randint(1, 28)
    upper = string.ascii_uppercase
    body12 = "97" + r.choice("89") + digits(r, 9)
    isbn = body12 + str(-sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body12)) % 10)
    ean12 = "880" + digits(r, 9)
    ean = ean12 + str(-sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(ean12)) % 10)
    cas = digits(r, r.randint(2, 5)).replace("0", "7") + digits(r, 2)
    cas_check = sum(int(c) * (i + 1) for i, c in enumerate(reversed(cas))) % 10
    crn12 = r.choice(["110111", "131111", "180111", "194211"]) + digits(r, 6)
    crn = f"{crn12[:6]}-{crn12[6:]}{-sum(int(c) * (2 if i % 2 else 1) for i, c in enumerate(crn12)) % 10}"
    front, back = rrn(r)
    return {
        "date": lambda: r.choice([f"{year}-{month:02d}-{day:02d}", f"{year}. {month}. {day}.", f"{year}.{month:02d}.{day:02d}", f"{year}년 {month}월 {day}일", f"{month:02d}/{day:02d}/{year}"]),
        "year": lambda: str(year), "age": lambda: str(r.randint(20, 79)), "number": lambda: str(r.randint(2, 4000)), "expiry": lambda: f"{month:02d}/{year % 100:02d}",
        "amount": lambda: f"{r.randint(10, 99999):,},000" if r.random() < .6 else f"{r.randint(100, 99999)}.{digits(r, 2)}",
        "order": lambda: r.choice([f"{year}{month:02d}{day:02d}-{digits(r, 4)}", f"PO-{digits(r, 7)}", f"{digits(r, 2)}-{digits(r, 5)}-{digits(r, 3)}", f"W{digits(r, 3)}-{digits(r, 2)}"]),
        "part": lambda: r.choice([f"AB-{digits(r, 4)}-{digits(r, 3)}", f"{digits(r, 3)}-{digits(r, 4)}-{r.choice(upper)}", f"6ES7{digits(r, 3)}-{digits(r, 1)}AA{digits(r, 2)}", f"{digits(r, 4)}-{digits(r, 2)}-{r.choice(upper)}{digits(r, 2)}", f"KR{digits(r, 6)}"]),
        "cas": lambda: f"{cas[:-2]}-{cas[-2:]}-{cas_check}", "isbn": lambda: f"ISBN {isbn[:3]}-{isbn[3:5]}-{isbn[5:9]}-{isbn[9:12]}-{isbn[12]}", "ean": lambda: ean,
        "standard": lambda: r.choice([f"KS B {digits(r, 4)}", f"ISO {r.randint(1000, 19999)}-{r.randint(1, 12)}:{year}", f"ASTM A{r.randint(10, 999)}-{year % 100:02d}", f"IEC 60{digits(r, 3)}-{r.randint(1, 9)}", "DIN 912 M8×30"]),
        "law": lambda: f"산업안전보건법 제{r.randint(1, 170)}조의{r.randint(2, 9)}제{r.randint(1, 6)}항", "notice": lambda: f"제{year}-{r.randint(1, 300)}호",
        "patent": lambda: r.choice([f"10-{digits(r, 7)}", f"{r.randint(5, 11)},{digits(r, 3)},{digits(r, 3)}"]), "case": lambda: f"{year}다{r.randint(1000, 299999)}",
        "tracking": lambda: r.choice([f"{digits(r, 4)}-{digits(r, 4)}-{digits(r, 4)}", "6" + digits(r, 12), f"1Z{digits(r, 3)}AA1{digits(r, 10)}"]),
        "crn": lambda: crn, "coordinate": lambda: f"{r.uniform(33, 38):.6f}, {r.uniform(126, 129):.6f}", "logtime": lambda: f"{year}-{month:02d}-{day:02d} {r.randint(0, 23):02d}:{r.randint(0, 59):02d}:{r.randint(0, 59):02d}.{digits(r, 3)}",
        "version": lambda: r.choice([f"v{r.randint(1, 15)}.{r.randint(0, 20)}.{r.randint(0, 9)}", f"{r.randint(1, 16)}.{r.randint(0, 9)}.{r.randint(0, 20)}.{r.randint(0, 99)}", f"{r.randint(8, 22)}.{r.randint(0, 9)}.{digits(r, 5)}"]),
        "hash": lambda: "".join(r.choice("0123456789abcdef") for _ in range(40)), "masked_rrn": lambda: f"{front}-{back[0]}******", "masked_ssn": lambda: f"***-**-{digits(r, 4)}", "masked_card": lambda: f"****-****-****-{digits(r, 4)}",
        "lot": lambda: f"L{digits(r, 6)}-{digits(r, 2)}", "mac": lambda: ":".join(f"{r.randrange(256):02X}" for _ in range(6)), "serial": lambda: r.choice([f"SN{digits(r, 8)}", f"{digits(r, 3)}{r.choice(upper)}{digits(r, 6)}", f"{digits(r, 4)}-{digits(r, 5)}"]),
        "asset": lambda: f"EQ-{year}-{digits(r, 4)}", "gcode": lambda: f"G{r.choice(['0', '1', '2', '3', '92.1', '54'])} X{r.uniform(-300, 300):.3f} Y{r.uniform(-300, 300):.3f} Z{r.uniform(-50, 5):.3f} F{r.randint(50, 4000)}",
        "private_ip": lambda: r.choice([f"10.{r.randint(0, 255)}.{r.randint(0, 255)}.{r.randint(1, 254)}", f"192.168.{r.randint(0, 255)}.{r.randint(1, 254)}", f"172.{r.randint(16, 31)}.0.{r.randint(1, 254)}", "127.0.0.1"]),
        "private_ip6": lambda: f"fe80::{r.randrange(65536):x}:{r.randrange(65536):x}", "uuid": lambda: "-".join("".join(r.choice("0123456789abcdef") for _ in range(n)) for n in (8, 4, 4, 4, 12)),
        "oid": lambda: f"1.3.6.1.4.1.{r.randint(100, 9999)}.{r.randint(1, 9)}", "ticket": lambda: f"INC{digits(r, 7)}", "invoice": lambda: f"{year}-{digits(r, 6)}", "epoch": lambda: f"17{digits(r, 11)}",
    }[kind]()
