"""What keys must have to do with each other: a name that refers to nothing is an error with its line."""

import pytest

BY = "by: position,"
PLACE = "  pay:"
FILES = "role: answers}"
DESIGN = "as_of: 2024-06-30"
DECLARED = "可用: street, position, hukou, pay"
BY_LEVEL = "可用: community, street, district, outside"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        # files
        (
            "path: 问卷.xlsx, ",
            "",
            "第6行: 每个文件须写明 path（文件）、folder（文件夹）、study（另一调查）之一，且只写一个。",
        ),
        (
            "path: 问卷.xlsx",
            "path: 问卷.xlsx, folder: 上报",
            "第6行: 每个文件须写明 path（文件）、folder（文件夹）、study（另一调查）之一，且只写一个。",
        ),
        (
            FILES,
            "role: answers}\n  - {path: 问卷.xlsx, role: roster}",
            '第7行: 文件 "问卷.xlsx" 已在第6行列出。请删去重复的一行。',
        ),
        (
            FILES,
            "role: places}",
            "第5行: 没有可统计的文件。至少需要一个 role 为 answers、roster 或 counts 的文件。",
        ),
        (
            FILES,
            "role: roster}\n  - {path: 人数.csv, role: counts, n: 人数}",
            "第5行: 同一调查中，人员文件（answers、roster）与计数文件（counts）不能混用。请分为两个调查。",
        ),
        (FILES, "role: counts}", "第6行: 计数文件（role: counts）须用 n 指明人数所在的列，如 n: count。"),
        (FILES, "role: answers, n: 人数}", '第6行: "n" 只用于 role 为 counts 的文件，此处 role 为 answers。'),
        (
            FILES,
            "role: answers, table: 甲}",
            '第6行: "table" 只用于 role 为 counts 的文件，此处 role 为 answers。',
        ),
        (
            FILES,
            "role: answers, name: 甲}",
            '第6行: "name" 只用于 role 为 wave 的文件，此处 role 为 answers。',
        ),
        (
            "path: 问卷.xlsx, role: answers",
            "study: ../old, role: answers",
            "第6行: 往年调查写作 {study: 路径, role: wave}，其他文件用 path 或 folder。",
        ),
        # comparisons of a finer kind
        (
            DESIGN,
            "as_of: 2024-06-30\ndesign: {strata: street}",
            "第5行: 写了 strata 就须写 cluster（哪些人彼此相像）。",
        ),
        (
            DESIGN,
            "as_of: 2024-06-30\ndesign: {clusters_in_population: 40}",
            "第5行: 写了 clusters_in_population 就须写 cluster（哪些人彼此相像）。",
        ),
        (
            DESIGN,
            "as_of: 2024-06-30\ndesign: {strata: street, cluster: street}",
            "第5行: strata（分层）应比 cluster（群）大，如 cluster: community，strata: street。",
        ),
        (
            BY,
            "by: wave,",
            "第13行: 按年度比较（by: wave）须在 files 中写明往年调查，如 {study: ../2023, role: wave}。",
        ),
        (
            BY,
            "by: position, standardise: [hukou],",
            '第13行: "hukou" 已用于本项比较，不能再按它标准化。',
        ),
        (
            BY,
            "by: position, standardise: [pey],",
            f'第13行: 变量 "pey" 没有在 variables 中声明。是否为 "pay"？{DECLARED}',
        ),
        (BY, "by: position, standardise: [pay, pay],", "第13行: standardise 中有重复的变量。"),
        (BY, "standardise: [pay],", "第13行: 写了 standardise（标准化）就须写 by（比较哪些组）。"),
        (
            BY,
            "by: position, scores: {community: 1, 本街道其他社区: 2},",
            "第13行: 每个类别都须有得分，还缺: 本区其他街道、区外。",
        ),
        (
            BY,
            "by: position, scores: {community: 1, 本社区: 2, street: 3, district: 3, outside: 3},",
            "第13行: scores 中有重复的类别。",
        ),
        (
            BY,
            "by: position, scores: {community: 1, street: 1, district: 1, outside: 1},",
            "第13行: 所有类别的得分相同，看不出高低。请写不同的得分。",
        ),
        (
            BY,
            "by: position, scores: {community: 1, street: inf, district: 1, outside: 1},",
            "第13行: 得分须是普通的数，如 1、2、3、4。",
        ),
        (
            BY,
            "by: position, scores: {near: 1},",
            '第13行: 类别 "near" 不在本项比较中。可用: 本社区, 本街道其他社区, 本区其他街道, 区外',
        ),
        (BY, "scores: {community: 1},", "第13行: 写了 scores（得分）就须写 by（比较哪些组）。"),
        (
            BY,
            "paired_with: hukou,",
            '第13行: "hukou" 不能与自己配对。paired_with 应为另一个变量。',
        ),
        (
            BY,
            "paired_with: pay, by: position,",
            "第13行: 配对比较（paired_with）看同一个人的两个答案，不能再写 by。",
        ),
        (
            BY,
            "paired_with: pay,",
            "第13行: 配对的两个变量须有同样的类别。户口: 本社区、本街道其他社区、本区其他街道、区外；待遇: 满意、不满意。",
        ),
        # variables
        (
            "codebook: level",
            "codebook: levle",
            '第10行: 没有名为 "levle" 的答案表。是否为 "level"？可用: committee_post, education, level, party_post, position, status, unit_type, zone',
        ),
        (
            "codebook: position, ",
            "",
            "第9行: 须有 codebook、categories、level、bands 或 kind 之一，说明它有哪些答案。",
        ),
        (
            "codebook: position, ",
            "kind: nominal, ",
            "第9行: 没有列出答案。请写 codebook（随程序提供的答案表）或 categories。",
        ),
        ("level: street, ", "", "第8行: 地名变量须写明层级：level: street 或 level: community。"),
        (", column: 职务", "", "第9行: 没有说明取自哪一列。请写 column: 列标题。"),
        ("column: 待遇,", "column: 待遇, bands: [30],", "第11行: bands 只用于 derive: age 的变量。"),
        (
            PLACE,
            "  age: {label: 年龄, derive: age, kind: ordered, column: 年龄}\n  pay:",
            "第11行: 由出生年月推算年龄时，须用 bands 给出各组上限，如 bands: [30, 40]。",
        ),
        (
            "as_of: 2024-06-30\nfiles:\n  - {path: 问卷.xlsx, role: answers}\nvariables:\n",
            "as_of: 2024年6月\nfiles:\n  - {path: 问卷.xlsx, role: answers}\nvariables:\n"
            "  age: {label: 年龄, derive: age, bands: [30], column: 年龄}\n",
            '第4行: 推算年龄需要统计时点。as_of 应为日期（如 2024-06-30），现为 "2024年6月"。',
        ),
        (
            "codebook: position, column: 职务",
            "codebook: position, derive: posts",
            "第9行: derive: posts 需要先声明变量 party_post、committee_post。",
        ),
        (
            PLACE,
            "  a: {label: 甲, kind: id, column: 甲}\n  b: {label: 乙, kind: id, column: 乙}\n  pay:",
            '第12行: 只能有一个 kind 为 id 的变量，已有 "a"。',
        ),
        *[
            (PLACE, f"  {name}:", f'第11行: "{name}" 是保留名，不能用作变量。请改用别的英文名。')
            for name in ("wave", "record", "answered", "table", "n", "w", "w2", "skipped", "hukou_detail")
        ],
        # answers
        (
            "label: 满意}",
            "label: 满意, aliases: [不满意]}",
            '第11行: "不满意" 同时指向类别 "good" 和 "bad"。一个答案只能属于一个类别。',
        ),
        (
            "label: 满意}, {key: bad, label: 不满意}",
            'label: 满意, code: "1"}, {key: bad, label: 不满意, code: "１"}',
            '第11行: "1" 同时指向类别 "good" 和 "bad"。一个答案只能属于一个类别。',
        ),
        ("{key: bad,", "{key: good,", '第11行: 类别键 "good" 重复。每个类别的 key 须不同。'),
        ("{key: bad,", "{key: skipped,", '第11行: "skipped" 是保留的类别键（跳过未答）。请改用别的键。'),
        # design
        (
            DESIGN,
            "as_of: 2024-06-30\ndesign: {cluster: stret}",
            f'第5行: 变量 "stret" 没有在 variables 中声明。是否为 "street"？{DECLARED}',
        ),
        (
            DESIGN,
            "as_of: 2024-06-30\ndesign:\n  weight: wt",
            f'第6行: 变量 "wt" 没有在 variables 中声明。{DECLARED}',
        ),
        (
            DESIGN,
            "as_of: 2024-06-30\ndesign: {degree_words: {略: 0.3}}",
            "第5行: 程度词的界限应由小到大：略 ≤ 高 ≤ 明显 ≤ 远。",
        ),
        # definitions of 属地化率
        (
            "comparisons:",
            "localisation:\n  - {key: a, label: 甲, rule: hukou, within: community}\n"
            "  - {key: a, label: 乙, rule: hukou, within: street}\ncomparisons:",
            '第14行: 属地化口径 "a" 重复。',
        ),
        (
            "comparisons:",
            "localisation:\n  - {key: a, label: 甲, rule: either, within: community}\ncomparisons:",
            f'第13行: 变量 "residence" 没有在 variables 中声明。{DECLARED}',
        ),
        (
            "comparisons:",
            "localisation:\n  - {key: a, label: 甲, rule: hukou, within: community, of: [cheif]}\ncomparisons:",
            '第13行: 变量 "position" 的类别 "cheif" 不存在。是否为 "chief"？可用: chief, member, staff',
        ),
        # comparisons
        (
            "outcome: hukou",
            "outcome: huko",
            f'第13行: 变量 "huko" 没有在 variables 中声明。是否为 "hukou"？{DECLARED}',
        ),
        (BY, "by: hukou,", '第13行: "hukou" 不能与自己比较。by 应为另一个变量。'),
        (
            "key: [[community]]}",
            "key: [[community]]}\n  - {id: hukou_by_position, outcome: pay}",
            '第14行: 比较 "hukou_by_position" 重复。每项比较的 id 须不同。',
        ),
        *[
            (
                "id: hukou_by_position",
                f"id: {name}",
                f'第13行: "{name}" 是程序自用的名称。请给这项比较换一个 id。',
            )
            for name in ("profile.hukou", "localisation.a", "quality.x", "target.x", "coverage", "submission")
        ],
        (
            "  - {id: hukou_by_position, outcome: hukou, by: position, key: [[community]]}",
            "  []",
            "第12行: 没有声明任何比较（comparisons）。至少写一项，如 {id: hukou, outcome: hukou}。",
        ),
        (
            "[[community]]",
            "[[本社区居]]",
            '第13行: 变量 "hukou" 的类别 "本社区居" 不存在。是否为 "本社区"？可用: 本社区, 本街道其他社区, 本区其他街道, 区外',
        ),
        (
            "[[community]]",
            "[[comunity]]",
            f'第13行: 变量 "hukou" 的类别 "comunity" 不存在。是否为 "community"？{BY_LEVEL}',
        ),
        (
            "[[community]]",
            "[[community, community]]",
            "第13行: key 的一组中有重复的类别：community、community。",
        ),
        (BY, "groups: [chief, member],", "第13行: 写了 groups 就须写 by（按哪个变量分组）。"),
        (BY, "by: position, groups: [chief],", "第13行: groups 须写两个以上不同的组，不能重复。"),
        (BY, "by: position, groups: [chief, 主职],", "第13行: groups 须写两个以上不同的组，不能重复。"),
        (
            BY,
            "by: position, groups: [chief, membre],",
            '第13行: 变量 "position" 的类别 "membre" 不存在。是否为 "member"？可用: chief, member, staff',
        ),
        (BY, "by: position, within: hukou,", "第13行: within 应为 outcome 和 by 以外的变量。"),
        (
            BY,
            "by: position, where: {stret: [甲]},",
            f'第13行: 变量 "stret" 没有在 variables 中声明。是否为 "street"？{DECLARED}',
        ),
        (
            BY,
            "by: position, where: {pay: god},",
            '第13行: 变量 "pay" 的类别 "god" 不存在。是否为 "good"？可用: good, bad',
        ),
        # merge
        (
            BY,
            "by: position, merge: {near: [community, stret]},",
            f'第13行: 变量 "hukou" 的类别 "stret" 不存在。是否为 "street"？{BY_LEVEL}',
        ),
        (
            BY,
            "by: position, merge: {near: [community, street], far: [street, outside]},",
            '第13行: 类别 "street" 已并入 "near"，不能再并入 "far"。',
        ),
        (
            BY,
            "by: position, merge: {district: [community, street]},",
            '第13行: 合并后的类别不能叫 "district"，这个名称另有所指。请换一个。',
        ),
        (BY, "by: position, merge: {near: []},", '第13行: "near" 没有写明由哪些类别合并而成。'),
    ],
)
def test_the_whole_message_about_a_reference(said, old, new, message):
    assert said(old, new) == f"study.yaml {message}"


def test_zones_are_compared_only_once_they_are_defined(load, said, small):
    text = small.replace("  pay:", "  zone: {label: 片区, codebook: zone, column: 片区}\n  pay:")
    text = text.replace("by: position", "by: zone")
    assert said(text=text) == "study.yaml 第14行: 按内、外城区比较时，须写 zone_definition（片区如何划分）。"
    assert load("as_of:", "zone_definition: 三环线以内\nas_of:", text=text).comparisons[0].by == "zone"


@pytest.mark.parametrize(
    ("kind", "what", "reason"),
    [
        ("kind: text", "outcome: note", '变量 "note"（备注）不能用来统计占比。'),
        ("kind: text", "outcome: hukou, by: note", '变量 "note" 不能用来分组。'),
        ("kind: id", "outcome: hukou, by: note", '变量 "note" 不能用来分组。'),
        ("kind: personal", "outcome: hukou, where: {note: [甲]}", '变量 "note" 不能用来分组。'),
        (
            "kind: multiple, categories: [{key: a, label: 甲}, {key: b, label: 乙}]",
            "outcome: hukou, by: note",
            '变量 "note" 是多选题，一人可属于几类，不能用来分组。',
        ),
        (
            "kind: multiple, categories: [{key: a, label: 甲}, {key: b, label: 乙}]",
            "outcome: note, merge: {c: [a, b]}",
            "多选题的选项不能合并（一人可选多项）。",
        ),
    ],
)
def test_only_variables_of_which_everybody_has_one_value_make_groups(said, small, kind, what, reason):
    text = small.replace("  pay:", f"  note: {{label: 备注, column: 备注, {kind}}}\n  pay:")
    text = text.replace("outcome: hukou, by: position, key: [[community]]", what)
    assert said(text=text) == f"study.yaml 第14行: {reason}"


def test_a_cluster_is_a_variable_of_groups_as_well(said, small):
    text = small.replace("  pay:", "  person: {label: 身份证号, kind: id, column: 身份证号}\n  pay:")
    text = text.replace("files:", "design: {cluster: person}\nfiles:")
    assert said(text=text) == 'study.yaml 第5行: 变量 "person" 不能用来分组。'


def test_labels_are_taken_for_keys_everywhere_in_a_comparison(load):
    study = load(
        "by: position, key: [[community]]",
        "by: position, groups: [主职, 其他“两委”成员], key: [[本社区, 本街道其他社区]], where: {pay: [满意]}, merge: {far: [本区其他街道, 区外]}",
    )
    comparison = study.comparison("hukou_by_position")
    assert comparison.groups == ("chief", "member")
    assert comparison.key == (("community", "street"),)
    assert comparison.where == {"pay": ("good",)}
    assert comparison.merge == {"far": ("district", "outside")}


def test_a_comparison_without_key_asks_for_the_first_category_left(load):
    assert load("by: position, key: [[community]]", "by: position").comparisons[0].key == (("community",),)
    merged = load("by: position, key: [[community]]", "by: position, merge: {near: [community, street]}")
    assert merged.comparisons[0].key == (("district",),)


def test_a_new_category_may_keep_the_name_of_one_of_its_parts_and_decide(load):
    study = load(
        "[[community]]", "[[near]], merge: {near: [community, street], outside: [district, outside]}"
    )
    assert study.comparisons[0].key == (("near",),)


@pytest.mark.parametrize("written", ["31-40", "31–40", "31～40", "31～40岁", "３１-４０"])
def test_bands_are_found_however_their_dash_is_written(load, small, written):
    text = small.replace("  pay:", "  age: {label: 年龄, derive: age, bands: [30, 40], column: 年月}\n  pay:")
    study = load("by: position,", f"by: age, groups: [{written}, '>=41'],", text=text)
    assert study.comparisons[0].groups == ("31–40", "≥41")
