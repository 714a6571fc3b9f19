# Encrypted topics by for_each with a policy for one service.
resource "aws_kms_key" "topics" {
  description             = "Topics"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_sns_topic" "this" {
  for_each          = toset(["alarms", "orders"])
  name              = each.key
  kms_master_key_id = aws_kms_key.topics.arn
}

data "aws_iam_policy_document" "publish" {
  for_each = aws_sns_topic.this

  statement {
    actions   = ["sns:Publish"]
    resources = [each.value.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["123456789012"]
    }
  }
}

resource "aws_sns_topic_policy" "this" {
  for_each = aws_sns_topic.this
  arn      = each.value.arn
  policy   = data.aws_iam_policy_document.publish[each.key].json
}
