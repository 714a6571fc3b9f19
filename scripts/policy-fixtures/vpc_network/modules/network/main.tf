variable "range" {
  type    = string
  default = "10.1.0.0/16"
}

variable "dns" {
  type    = bool
  default = true
}

variable "logged" {
  type    = bool
  default = true
}

variable "traffic_type" {
  type    = string
  default = "ALL"
}

variable "home" {
  type    = bool
  default = false
}

variable "endpoint" {
  type    = bool
  default = false
}

variable "provided" {
  type    = bool
  default = false
}

resource "aws_vpc" "this" {
  cidr_block         = var.range
  enable_dns_support = var.dns
}

resource "aws_flow_log" "this" {
  count           = var.logged ? 1 : 0
  vpc_id          = aws_vpc.this.id
  traffic_type    = var.traffic_type
  log_destination = "arn:aws:s3:::logs"
}

resource "aws_subnet" "this" {
  vpc_id                  = aws_vpc.this.id
  cidr_block              = "10.1.1.0/24"
  map_public_ip_on_launch = true
}

resource "aws_default_vpc" "this" {
  count = var.home ? 1 : 0
}

resource "aws_vpc_endpoint" "this" {
  count        = var.endpoint ? 1 : 0
  vpc_id       = aws_vpc.this.id
  service_name = "com.amazonaws.us-east-1.dynamodb"
}

resource "aws_vpc_endpoint_service" "this" {
  count                      = var.provided ? 1 : 0
  acceptance_required        = false
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/a/b"]
  allowed_principals         = ["*"]
}
