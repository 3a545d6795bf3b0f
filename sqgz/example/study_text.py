"""The example's study.yaml, in which every key that this version understands stands once and is explained.

It is text and not data, because its comments are what a researcher learns the keys from.
"""

from __future__ import annotations

from typing import Final

STUDY: Final = """\
# 研究说明文件：研究者在这里写明一切约定，程序只按这里写的做，不作猜测。
# 写法：键: 值，冒号后空一格；缩进用空格；# 之后是注释。值一律按文字读取，007、是、no 不会被改写。
# 键写错时，程序会指出行号和相近的写法。下面每一个键都有说明，新调查可照此修改。

name: example                    # 调查的英文短名，也是输出文件夹的名称：data/processed/example、figures/example 等
title: 某区社区工作者属地化情况调研（模拟数据）     # 写在报告和图表上的名称
source: simulated                # 数据来源：simulated 模拟，survey 实际调查，published 已公布的数字；模拟数据会在每份输出上注明
as_of: 2024-06-30                # 统计时点；年龄按这一天的周岁计算
# 片区如何划分；要比较内、外城区就必须写，报告中印一次
zone_definition: 内城区为临湖、青禾、云阶、砚池、望舒、听竹6个街道，外城区为枫渡、麦浪、白蘋、远岫、稻香、石滩6个街道

# ── 文件 ──────────────────────────────────────────────────────────────────────────────
# path 是与本文件同一文件夹中的文件名，role 是它的用途：
#   answers 问卷，一行是一份答卷；roster 花名册，一行是一名工作人员；places 单位名录，一行是一个社区（村）；
#   counts 只有人数、没有个人的表，另须写 n（人数所在列），可写 base（基数列）、w 和 w2（权数之和及其平方和）、table（表名）。
# 问卷和花名册中的同一个人按身份证号合并，以下面排在前面的文件为先。
files:
  - path: 问卷.xlsx
    role: answers
    sheet: Sheet1                # 表页名称；不写则自动查找
    heading_row: 1               # 列标题在第几行；不写则自动查找
    platform: 问卷星             # 导出平台：问卷星、腾讯问卷、金数据；不写则按列标题识别
  - path: 花名册.xlsx
    role: roster
    sheet: 花名册
  - path: 单位名录.csv           # 片区、街道、名称、类型、别名、核定和实有人数：既用来核对地名，也是应报人数的依据
    role: places

# ── 设计 ──────────────────────────────────────────────────────────────────────────────
design:
  cluster: street                # 同一街道的人彼此相像，检验时须考虑；写已知的最大单位，不清楚时写 null
  strata: null                   # 抽样设计的分层；如以社区为群、结论只限于这些街道，可写 cluster: community 和 strata: street
  clusters_in_population: null   # 街道（群）只是抽取了一部分时，写总体中共有多少个；全部街道都调查了就写 null
  weight: null                   # 权数所在的变量；全员调查没有权数
  inference: auto                # finite 只说本区现状；process 推断成因；auto 两者都算，全员应答时以现状为准
  alpha: 0.05                    # 显著性水平
  delta: 0.05                    # 多大的差距才算有实际意义：5个百分点；可在单项比较中另写
  degree_words: {略: 0.01, 高: 0.05, 明显: 0.10, 远: 0.20}     # 差距达到多少，文字中用哪个程度词

# ── 统计对象 ──────────────────────────────────────────────────────────────────────────
people:
  chief: 书记或主任              # 谁算社区主职：书记或主任，或者 仅书记

# ── 变量 ──────────────────────────────────────────────────────────────────────────────
# 左边是变量的英文名，右边：
#   label 中文名称。
#   kind 类型：nominal 分类，ordered 有序分类，multiple 多选，id 证件号（只用来合并，不保存），place 地名，
#     text 文字，personal 个人信息（读到即丢弃）。有 codebook、level 或 derive: age 时不必写。
#   column 列标题；几个文件叫法不同就都列出，如 [街道, 所属街道]。place_column 与该变量对应的地址列：
#     填写不明时由地址判断，两者矛盾的列入待核清单。
#   codebook 随程序提供的答案表；categories 自己的答案表，或对随附答案表的补充。
#   level 地名的层级，street 或 community。
#   derive 推算：posts 由两项任职推出职务，age 由出生年月推出年龄组；bands 各年龄组的上限。
#   from: places 取自单位名录。
variables:
  person: {label: 身份证号, kind: id, column: ["1、您的身份证号", 身份证号]}
  name: {label: 姓名, kind: personal, column: 姓名}
  phone: {label: 手机号, kind: personal, column: 手机号}
  street: {label: 街道, kind: place, level: street, column: ["2、您所在的街道", 街道]}
  community: {label: 社区（村）, kind: place, level: community, column: 社区}
  zone: {label: 片区, codebook: zone, from: places}
  unit_type: {label: 单位类型, codebook: unit_type, from: places}
  party_post: {label: 党组织职务, codebook: party_post, column: 任职情况}
  committee_post: {label: 居（村）委会职务, codebook: committee_post, column: 任职情况}
  position: {label: 职务, codebook: position, derive: posts}     # 主职、其他“两委”成员、其他社区工作者
  hukou: {label: 户口所在地, codebook: level, column: "3、您的户口所在地", place_column: 户籍地址}
  residence: {label: 居住地, codebook: level, column: "4、您的居住地", place_column: "5、您的现住址（选填）"}
  age_band: {label: 年龄, kind: ordered, column: 出生年月, derive: age, bands: [30, 40]}     # 30及以下、31～40、41及以上
  education:
    label: 文化程度
    codebook: education
    column: 最高学历
    categories:                  # 补充随附的答案表：本区另有的写法
      - {key: college, label: 大专, aliases: [职大]}
  pay:
    label: 对待遇是否满意
    kind: ordered
    column: "6、您对目前待遇是否满意"
    # 每个答案：key 英文名，label 显示的名称，code 导出为代码时的数字，aliases 同义的写法；
    # patterns 正则表达式，须与整个答案相符才算；not 符合这些的除外。一个答案只能归入一类，否则列入待核清单。
    categories:
      - {key: good, label: 满意, code: 1, aliases: [比较满意], patterns: [(很|非常)满意], not: [不.*]}
      - {key: fair, label: 一般, code: 2, aliases: [还可以]}
      - {key: bad, label: 不满意, code: 3, aliases: [不太满意], patterns: [(很|非常)不满意]}
  reasons:                       # 多选题，只问不住在本社区的人；“(跳过)”表示没有问到，不计入基数
    label: 不愿就近工作的原因
    kind: multiple
    column: "7、您不愿就近工作的原因（可多选）"
    categories:
      - {key: no_post, label: 本社区没有合适岗位}
      - {key: acquaintance, label: "熟人多，工作不好开展"}
      - {key: pay, label: 待遇没有差别}
      - {key: family, label: 照顾家庭或子女上学不便}
      - {key: boundary, label: "住得近，工作和生活分不开"}
      - {key: other, label: 其他}

# ── 属地化的口径 ──────────────────────────────────────────────────────────────────────
# 属地化率没有统一的定义，须写明。第一项是主要口径，其余用来看结论是否随口径而变。
#   rule 看什么：residence 居住，hukou 户口，either 两者之一，both 两者都是（后两种只计两项都作答的人）；within 多近才算：community 本社区，
#   street 本街道，district 本区；of 哪些职务的人。
localisation:
  - {key: live_here, label: 居住在本社区的比重, rule: residence, within: community, of: [chief, member]}
  - {key: live_street, label: 居住在本街道的比重, rule: residence, within: street, of: [chief, member]}
  - {key: either_here, label: 户籍或居住在本社区的比重, rule: either, within: community, of: [chief, member]}

# ── 比较：要回答的问题 ────────────────────────────────────────────────────────────────
#   id 名称；outcome 看什么；by 按什么分组，不写则只看总的分布；groups 比较哪几组，不写则比较所有组；
#   key 由哪些答案的占比下结论，第一组决定方向，[community, street] 表示两类之和；
#   within 在哪个变量的每一类内部重复一遍；where 只看哪些人；merge 把几类合为一类再比较；
#   family 事先确定的写 confirmatory（验证性），随便看看的写 exploratory（探索性，不写即是）；
#   standardise 两组的构成不同时（如外城区有村），使两组构成一样后再比较一次；按单位类型标准化时先单看社区；
#   scores 有序类别的得分，写了就再比较平均得分；paired_with 同一个人的两个答案相比（如户口与居住），不写 by；
#   by: wave 与往年调查比较，须在 files 中列出往年调查。
#   cluster、inference、delta 只对这一项改变上面 design 中的约定。
comparisons:
  - id: hukou_by_position        # 主职与其他“两委”成员，谁的户口更近
    outcome: hukou
    by: position
    groups: [chief, member]
    key: [[community], [community, street]]
    within: zone
    family: confirmatory
  - id: residence_by_position
    outcome: residence
    by: position
    groups: [chief, member]
    key: [[community], [community, street]]
    within: zone
    family: confirmatory
  - {id: hukou_by_zone, outcome: hukou, by: zone, groups: [outer, inner], key: [[community]], standardise: [position], family: confirmatory}
  - id: residence_by_zone        # 外城区有村：先单看社区，再看合计，再按单位类型标准化
    outcome: residence
    by: zone
    groups: [outer, inner]
    key: [[community]]
    standardise: [unit_type]
    family: confirmatory
  - {id: hukou_against_residence, outcome: hukou, paired_with: residence, key: [[community], [community, street]], family: confirmatory}
  - {id: residence_of_heads_by_zone, outcome: residence, by: zone, groups: [outer, inner], key: [[community]], where: {position: [chief]}, family: exploratory}
  - id: education_by_position
    outcome: education
    by: position
    key: [[tertiary]]
    merge: {tertiary: [college, bachelor, graduate]}     # 大专及以上合为一类
    inference: process
    family: exploratory
  - id: age_by_position
    outcome: age_band
    by: position
    key: [["≥41"]]
    scores: {"≤30": 1, 31–40: 2, "≥41": 3}     # 年龄组由低到高计1、2、3分
    delta: 0.10
    family: exploratory
  - {id: residence_by_street, outcome: residence, by: street, key: [[community]], cluster: community, family: exploratory}
  - {id: pay_distribution, outcome: pay, key: [[good]], family: exploratory}
  - {id: reasons_by_zone, outcome: reasons, by: zone, key: [[acquaintance]], family: exploratory}

# ── 输出 ──────────────────────────────────────────────────────────────────────────────
report:
  audience: 内部                 # 给谁看：内部；或 公开：人数很少的数一律以 * 代替，在所有输出中同时隐去
  voice: 公文                    # 文风：公文，正文不出现 p 值和区间；研究，正文中写出
  template: null                 # 自己的 Word 模板（.docx，与本文件放在一起）；可用的名称见 python run.py fields
  table_style: 三线              # 表格样式：三线，或 全框
  formats: [png, svg, pdf]       # 图保存为哪些格式
"""
