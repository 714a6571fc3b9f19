variable "owner" {
  type = string
}

resource "aws_sns_topic" "this" {
  tags = var.owner == null ? {} : { Owner = var.owner, Team = var.owner, Environment = var.owner, CostCenter = var.owner }
}
