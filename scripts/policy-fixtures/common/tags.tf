# COM-001 to COM-004 and COM-100

resource "aws_sns_topic" "untagged" {}

resource "aws_sns_topic" "tagged" {
  tags = { Owner = "platform", Team = "platform", Environment = "production", CostCenter = "CC-1000" }
}

resource "aws_sns_topic" "blank" {
  tags = { Owner = " ", Team = "", Environment = "production", CostCenter = "CC-1000" }
}

resource "aws_sns_topic" "project" {
  tags = { Owner = "platform", Team = "platform", Environment = "production", CostCenter = "CC-1000", Project = "lake" }
}

# One unknown value makes tags_all unknown; the other keys are known.
resource "aws_sns_topic" "unknown_owner" {
  tags = { Owner = terraform_data.later.output, Team = "platform" }
}

# The whole map is unknown.
resource "aws_sns_topic" "unknown" {
  tags = { for key in [terraform_data.later.output] : key => key }
}

resource "aws_sns_topic" "defaults" {
  provider = aws.defaults
}

resource "aws_sns_topic" "defaults_unknown_owner" {
  provider = aws.defaults
  tags     = { Owner = terraform_data.later.output }
}

resource "aws_sns_topic" "variable" {
  provider = aws.variable
}

resource "aws_sns_topic" "variable_unknown_owner" {
  provider = aws.variable
  tags     = { Owner = terraform_data.later.output }
}

resource "aws_sns_topic" "written" {
  provider = aws.written
  tags     = { Owner = "platform", Team = "platform", Environment = "production", CostCenter = "CC-1000" }
}

# Has no tags at all.
resource "aws_sns_topic_policy" "no_tags" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = "{}"
}

module "module" {
  source   = "./modules/topic"
  for_each = { tagged = "platform", untagged = null }
  owner    = each.value
}
