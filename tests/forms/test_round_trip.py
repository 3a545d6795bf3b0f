"""What a form asks and a person fills in comes back as it was chosen, without a single question."""

from forms.filling import fill
from studies import COMMITTEE, PARTY, PLACES, STREET, identity, rows_of, values_of, write_study

from sqgz.forms import write_forms
from sqgz.forms.fields import list_fields
from sqgz.reading import read_workbook

REASON = "8、不愿就近工作的原因"


def person(number, community="春风社区", **more):
    return {
        "社区": community, "身份证号": identity(number), "姓名": "张三", "手机号": "13800001234", "任职情况": "一肩挑",
        "户口所在地": "本社区", "户籍地址": "", "居住地": "区外", "出生年月": "1985.10", "最高学历": "大专",
        "7、您对待遇是否满意": "满意", REASON: "(跳过)",
    } | more  # fmt: skip


def returned(folder, people, street="青禾街道"):
    """The study cleaned, after one street sent in its form as 花名册.xlsx."""
    issued = write_forms(folder.load())
    fill(issued.folder / f"{street}.xlsx", people, to=folder.path / "花名册.xlsx")
    return folder.clean()


def test_one_person_of_every_community_comes_back_as_filled_in(folder):
    cleaned = returned(
        folder, [person(1), person(2, "幸福社区", 任职情况="副主任", 户口所在地="本街道其他社区")]
    )
    assert cleaned.review.empty
    assert values_of(cleaned, "community") == ["春风社区", "青禾街道·幸福社区"]
    assert values_of(cleaned, "street") == ["青禾街道", "青禾街道"]
    assert values_of(cleaned, "position") == ["chief", "member"]
    assert values_of(cleaned, "hukou") == ["community", "street"]
    assert values_of(cleaned, "residence") == ["outside", "outside"]
    assert values_of(cleaned, "age_band") == ["31–40", "31–40"]
    assert values_of(cleaned, "education") == ["college", "college"]
    assert values_of(cleaned, "reasons") == ["skipped", "skipped"]


def test_every_choice_of_every_field_means_its_own_category(folder):
    study = folder.load()
    fields = {field.heading: field for field in list_fields(study)}
    numbers = iter(range(1, 100))
    for heading in ("户口所在地", "居住地", "最高学历", "7、您对待遇是否满意"):
        texts = [text for text, _ in fields[heading].choices]
        variable = study.variables[fields[heading].keys[0]]
        cleaned = returned(folder, [person(next(numbers), **{heading: text}) for text in texts])
        assert cleaned.review.empty
        assert values_of(cleaned, variable.key) == list(variable.labels), heading


def test_every_pair_of_posts_can_be_chosen_and_is_read_as_this_pair(folder):
    choices = next(field.choices for field in list_fields(folder.load()) if field.sort == "posts")
    assert [text for text, _ in choices][:4] == ["一肩挑", "书记", "书记、副主任", "书记、居（村）委会委员"]
    assert len(choices) == 16  # 4 × 4 seats, none among them
    people = [person(i, 任职情况=text) for i, (text, _) in enumerate(choices[:8], start=1)]
    people += [person(i, "幸福社区", 任职情况=text) for i, (text, _) in enumerate(choices[8:12], start=9)]
    people += [person(i, "幸福社区", 任职情况=text) for i, (text, _) in enumerate(choices[12:15], start=13)]
    people.append({"社区": "幸福社区"} | person(16, "幸福社区", 任职情况=choices[15][0]))
    cleaned = returned(folder, people)
    assert cleaned.review.empty
    assert values_of(cleaned, "position").count("chief") == 7  # 4 secretaries, 3 directors who are none
    assert values_of(cleaned, "position").count("staff") == 1
    pairs = set(zip(values_of(cleaned, "party_post"), values_of(cleaned, "committee_post"), strict=True))
    assert len(pairs) == 16


def test_several_choices_are_joined_by_a_sign_that_no_choice_holds(folder):
    field = next(field for field in list_fields(folder.load()) if field.sort == "several")
    assert field.joint == "┋"  # 熟人多，不好开展 holds a comma
    cleaned = returned(
        folder, [person(1, **{REASON: "熟人多，不好开展┋太远"}), person(2, **{REASON: "其他"})]
    )
    assert cleaned.review.empty
    assert values_of(cleaned, "reasons") == ["far+known", "other"]


def test_rows_that_nobody_filled_in_are_reserved_rows_and_no_people(folder):
    cleaned = returned(folder, [person(1)])
    assert len(cleaned.records) == 1
    entries = cleaned.ledger[cleaned.ledger["column"] == ""]
    counts = entries["reason"].astype(str).value_counts().to_dict()
    # 9 + 7 rows for the two communities and 20 spare ones, one of them filled in; title and 填报单位 above
    assert counts == {"未填写的预留行": 35, "标题行": 2, "表头": 1, "": 1}
    assert ("花名册.xlsx", 4, "record") in rows_of(cleaned)


def test_a_spare_row_takes_somebody_more(folder):
    people = [person(i) for i in range(1, 11)]  # 9 rows were prepared for 春风社区
    cleaned = returned(folder, people)
    assert values_of(cleaned, "community") == ["春风社区"] * 10
    assert cleaned.review.empty


def test_the_check_column_is_no_unknown_heading(folder):
    cleaned = returned(folder, [person(1)])
    assert list(cleaned.sheets["unused"]) == [""]
    assert list(cleaned.sheets["sheet"]) == ["填报表"]


def test_checks_that_a_spreadsheet_has_calculated_are_no_data_either(folder):
    issued = write_forms(folder.load())
    path = fill(issued.folder / "青禾街道.xlsx", [person(1)], to=folder.path / "花名册.xlsx")
    fill(path, [{"检查（自动）": "完整"}])  # as a value, where Excel leaves formula and value
    cleaned = folder.clean()
    assert len(cleaned.records) == 1
    assert "完整" not in set(cleaned.ledger["raw"].astype(str))


def test_a_signature_below_the_rows_is_still_called_one(folder):
    issued = write_forms(folder.load())
    path = fill(issued.folder / "青禾街道.xlsx", [person(1)], to=folder.path / "花名册.xlsx")
    import openpyxl

    book = openpyxl.load_workbook(path)
    book["填报表"].cell(60, 1).value = "填表人：李四"
    book.save(path)
    entries = folder.clean().ledger
    assert list(entries.loc[(entries["row"] == 60) & (entries["column"] == ""), "reason"]) == ["签字行"]


def test_posts_in_two_columns_are_asked_in_two(tmp_path):
    variables = {
        "street": STREET, "party_post": PARTY | {"column": "党组织职务"}, "committee_post": COMMITTEE | {"column": "居委会职务"},
        "position": {"label": "职务", "codebook": "position", "derive": "posts"},
    }  # fmt: skip
    folder = write_study(tmp_path, {"花名册.xlsx": None}, variables, places=PLACES)
    cleaned = returned(
        folder,
        [
            {"党组织职务": "党组织书记", "居委会职务": "不任居（村）委会职务"},
            {"党组织职务": "不任党组织职务", "居委会职务": "居（村）委会委员"},
        ],
    )
    assert cleaned.review.empty
    assert values_of(cleaned, "position") == ["chief", "member"]


def test_without_an_official_list_one_form_comes_back_with_places_as_written(tmp_path, folder):
    study = {
        "street": STREET,
        "hukou": folder.load().variables["hukou"].model_dump(include={"label", "codebook"})
        | {"column": "户口"},
    }
    plain = write_study(tmp_path, {"花名册.xlsx": None}, study, name="plain")
    issued = write_forms(plain.load())
    assert issued.files == ("填报表.xlsx",)
    fill(
        issued.folder / "填报表.xlsx", [{"街道": "甲山街道", "户口": "本社区"}], to=plain.path / "花名册.xlsx"
    )
    cleaned = plain.clean()
    assert cleaned.review.empty
    assert values_of(cleaned, "street") == ["甲山街道"]
    assert len(cleaned.records) == 1


def test_a_blank_form_reads_as_a_sheet_without_people(folder):
    issued = write_forms(folder.load())
    for name in issued.files:
        sheets = read_workbook(
            issued.folder / name, file=name, known=frozenset({"街道", "身份证号", "任职情况"})
        )
        assert [(sheet.name, len(sheet.text)) for sheet in sheets] == [("填报表", 0)]
